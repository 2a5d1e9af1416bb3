"""Two machines at one PostgreSQL server and one S3 bucket: one is cut off in the middle, the other finishes all;
lines that are slow and lossy cost time only."""

import json
import shutil
import subprocess
import sys
import unittest

import harness
import machines
import postgres
import scans

sys.path.insert(0, str(harness.ROOT / "tests/support"))
import s3_server  # noqa: E402

SETTINGS = """[storage]
s3_endpoint      = "http://{address}:{port}"
s3_bucket        = "sohoa"
s3_access_key_id = "{key}"
s3_secret_file   = "s3.secret"
"""
FILES = 12


def share(sohoa, server, bucket, address):
    """Has the home keep its rows and blobs at these servers."""
    settings = sohoa.home / "sohoa.toml"
    text = settings.read_text().replace("[store] ", f'[store]\nurl = "{server.url}"\n#', 1)
    settings.write_text(text.replace("[storage]", SETTINGS.format(
        address=address, port=bucket.port, key=s3_server.ACCESS_KEY), 1))
    (sohoa.home / "s3.secret").write_text(s3_server.SECRET_KEY + "\n")


class TwoMachines(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.net = machines.Machines(cls, ["near", "far"])
        cls.server = postgres.Server(cls, cls.net.address)
        cls.bucket = s3_server.S3Server(cls.net.address)
        cls.addClassCleanup(cls.bucket.stop)
        cls.bucket.make_bucket("sohoa")
        cls.near = harness.demo_home(cls)
        share(cls.near, cls.server, cls.bucket, cls.net.address)
        cls.far = harness.Sohoa(cls.near.folder)
        cls.far.home = cls.near.folder / "far"
        shutil.copytree(cls.near.home, cls.far.home)
        cls.near.expect(0, "status")  # makes the store

    def setUp(self):
        self.addCleanup(self.net.quick, "near")
        self.addCleanup(self.net.mend, "far")

    def shelf(self, name, first):
        folder = self.near.folder / name
        folder.mkdir()
        for number in range(first, first + FILES):
            (folder / f"{number}.jpg").write_bytes(scans.notice(number))
        return folder

    def start(self, name, sohoa, *arguments):
        process = subprocess.Popen(self.net.on(name, sohoa.command(*arguments)), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def batch(self, shelf):
        return self.start("near", self.near, "batch", "--json", "--workers", 1, shelf)

    def wait_for(self, sql, process):
        while not self.server.ask(sql):
            self.assertIsNone(process.poll(), "it ended too early")

    def check(self, batch):
        report = json.loads(batch.communicate(timeout=900)[0])
        self.assertEqual(batch.returncode, 0, report)
        sheets = report["sheets"]
        self.assertTrue(harness.closes(sheets), sheets)
        self.assertEqual((sheets["fed"], sheets["kept"]), (FILES, FILES))
        ids = [copy["id"] for copy in report["copies"]]
        self.assertEqual(len(set(ids)), FILES)
        found = [copy["id"] for copy in self.near.expect(0, "search", "--json", "--limit", 200).json["copies"]]
        self.assertEqual(len(found), len(set(found)))
        self.assertLessEqual(set(ids), set(found))
        doctor = self.near.expect(0, "doctor", "--deep", "--json").json
        self.assertEqual((doctor["ok"], doctor["problems"]), (True, []))

    def worker(self, name):
        worker = self.start("far", self.far, "worker", "--id", name)
        self.wait_for(f"SELECT 1 FROM sohoa_work.worker WHERE id = '{name}'", worker)
        return worker

    def test_one_cut_off_in_the_middle_leaves_all_to_the_other(self):
        far = self.worker("cut-off")
        batch = self.batch(self.shelf("first", 0))
        self.wait_for("SELECT 1 FROM sohoa_work.page WHERE state = 'read'", batch)
        self.wait_for("SELECT 1 FROM sohoa_work.job WHERE worker = 'cut-off'", batch)
        self.net.cut("far")
        self.check(batch)
        self.assertIsNone(far.poll())
        self.net.mend("far")
        # It comes back by itself: what it held is given up, and it takes what there is.
        self.wait_for("SELECT 1 FROM sohoa_work.worker WHERE id = 'cut-off'", far)
        far.terminate()
        self.assertEqual(far.wait(120), 0)

    def test_slow_and_lossy_lines_cost_time_only(self):
        self.net.slow("near")
        far = self.worker("helper")
        self.check(self.batch(self.shelf("second", 100)))
        self.assertIsNone(far.poll())


if __name__ == "__main__":
    machines.skip_unless_possible()
    unittest.main()
