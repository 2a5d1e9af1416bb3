"""A home moves to a PostgreSQL server and an S3 bucket and back: nothing is lost, row by row and blob by blob,
and work goes on at each place."""

import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import unittest

import harness
import postgres
import scans

sys.path.insert(0, str(harness.ROOT / "tests/support"))
import s3_server  # noqa: E402

STORAGE = """[storage]
s3_endpoint      = "{url}"
s3_bucket        = "sohoa"
s3_access_key_id = "{key}"
s3_secret_file   = "s3.secret"
"""


class Migrate(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = postgres.Server(cls)
        cls.bucket = s3_server.S3Server()
        cls.addClassCleanup(cls.bucket.stop)
        cls.bucket.make_bucket("sohoa")
        cls.sohoa = harness.demo_home(cls)
        cls.sohoa.expect(1, "batch", harness.SAMPLES / "khai-sinh.pdf", harness.SAMPLES / "cong-van-mat.pdf")
        cls.sohoa.expect(0, "client", "add", "mot-cua", "--role", "read")
        cls.settings = cls.sohoa.home / "sohoa.toml"
        cls.at_home = cls.settings.read_text()
        (cls.sohoa.home / "s3.secret").write_text(s3_server.SECRET_KEY + "\n")
        (cls.sohoa.home / "faults-allowed").touch()

    def write(self, name, text):
        file = self.sohoa.folder / name
        file.write_text(text)
        return file

    def on_server(self, text):
        return text.replace("[store] ", f'[store]\nurl = "{self.server.url}"\n#', 1)

    def in_bucket(self, text):
        return text.replace("[storage]", STORAGE.format(url=self.bucket.url, key=s3_server.ACCESS_KEY), 1)

    def rows(self):
        """Every value of every table of the files in the home; parts that nobody used yet are not there."""
        found = {}
        for file in sorted((self.sohoa.home / "store").glob("*.db")):
            with sqlite3.connect(file) as database:
                for name, in database.execute("SELECT name FROM pragma_table_list WHERE type = 'table' "
                                              "AND schema = 'main' AND name NOT LIKE 'sqlite%'"):
                    columns = [row[1] for row in database.execute(f"PRAGMA table_info({name})")]
                    rows = database.execute(f"SELECT {', '.join(sorted(columns))} FROM {name}")
                    found[file.name, name] = sorted(map(repr, rows))
        return {table: rows for table, rows in found.items() if rows}

    def blobs(self):
        folder = self.sohoa.home / "blobs/sha256"
        return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def at_work(self, process):
        """Waits until the process holds the home's lock; false when it ended before."""
        lock = self.sohoa.home / "run/home.lock"
        while process.poll() is None:
            locks = pathlib.Path("/proc/locks").read_text().splitlines()
            if any(f" {process.pid} " in line and f":{lock.stat().st_ino} " in line for line in locks):
                return True
        return False

    def move(self, code, *arguments):
        return self.sohoa.expect(code, "migrate", "--json", *arguments)

    def works(self, number):
        """A new paper goes all its way here, and what was there before is found, fetched and verified."""
        found = self.sohoa.expect(0, "search", "khai sinh", "--json").json["copies"]
        self.assertTrue(found)
        for copy in found:
            self.assertEqual(self.sohoa.verdict(self.sohoa.fetch(copy["id"])), "TOTAL_PASSED")
        scan = self.sohoa.folder / f"{number}.jpg"
        scan.write_bytes(scans.notice(number))
        sheets = self.sohoa.expect(0, "batch", "--json", scan).json["sheets"]
        self.assertTrue(harness.closes(sheets), sheets)
        self.assertEqual(sheets["kept"], 1)
        self.assertTrue(self.sohoa.expect(0, "doctor", "--deep", "--json").json["ok"])

    def test_1_the_stores_go_to_a_server_and_back_and_every_row_is_the_same(self):
        before = self.rows()
        there = self.write("server.toml", self.on_server(self.at_home))
        self.move(0, "sqlite", "postgres", "--settings", there, "--write-settings")
        self.assertIn(self.server.url, self.settings.read_text())
        shutil.move(self.sohoa.home / "store", self.sohoa.folder / "old")
        (self.sohoa.home / "store").mkdir()
        self.move(0, "postgres", "sqlite")
        after = self.rows()
        self.assertEqual(after.keys(), before.keys())
        for table, rows in before.items():
            self.assertEqual(after[table], rows, table)
        shutil.rmtree(self.sohoa.home / "store")
        (self.sohoa.home / "store").mkdir()
        self.works(1)
        self.assertIn("store.not_empty", self.back_home("sqlite", "postgres", there, 1).said)

    def back_home(self, source, target, settings, code):
        """From the files of the home, as they were, to a server that holds something."""
        text = self.settings.read_text()
        shutil.rmtree(self.sohoa.home / "store")
        shutil.copytree(self.sohoa.folder / "old", self.sohoa.home / "store")
        self.settings.write_text(self.at_home)
        try:
            return self.move(code, source, target, "--settings", settings)
        finally:
            self.settings.write_text(text)
            shutil.rmtree(self.sohoa.home / "store")
            (self.sohoa.home / "store").mkdir()

    def test_2_a_move_killed_half_way_is_refused_until_it_is_done_again(self):
        for hit in (1, 5, 12):
            rule = {"rules": [{"at": "move.rows", "hit": hit, "do": "crash"}]}
            done = subprocess.run(self.sohoa.command("migrate", "postgres", "sqlite"), capture_output=True,
                                  env={**os.environ, "SOHOA_FAULTS": json.dumps(rule)}, timeout=300)
            self.assertEqual(done.returncode, -signal.SIGKILL, done.stderr)
            text = self.settings.read_text()
            self.settings.write_text(self.at_home)
            self.assertIn("store.unfinished", self.sohoa.expect(1, "status").said)
            self.settings.write_text(text)
        self.move(0, "postgres", "sqlite")
        self.settings.write_text(self.at_home)
        self.works(2)

    def test_3_blobs_go_to_a_bucket_and_back_byte_by_byte(self):
        before = self.blobs()
        there = self.write("bucket.toml", self.in_bucket(self.settings.read_text()))
        moved = self.move(0, "folder", "s3", "--settings", there, "--write-settings").json["blobs"]
        self.assertEqual((moved["copied"], moved["compared"]), (len(before), len(before)))
        shutil.rmtree(self.sohoa.home / "blobs")
        self.works(3)
        shutil.rmtree(self.sohoa.home / "cache")
        self.move(0, "s3", "folder")
        after = self.blobs()
        self.assertEqual({name: after[name] for name in before}, before)
        self.settings.write_text(self.at_home)
        self.works(4)

    def test_4_nothing_moves_under_programs_at_work_or_to_where_the_settings_do_not_point(self):
        there = self.write("other.toml", self.on_server(self.at_home))
        programs = {"serve": ("--port", "0"), "worker": ("--id", "idle"), "watch": (self.sohoa.folder / "hot",)}
        (self.sohoa.folder / "hot").mkdir()
        for verb, options in programs.items():
            with self.subTest(verb=verb), subprocess.Popen(
                    self.sohoa.command(verb, *options), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as at_work:
                self.addCleanup(at_work.kill)
                said = self.move(1, "sqlite", "postgres", "--settings", there).said if self.at_work(at_work) else ""
                self.assertIn("cli.home_in_use", said)
                self.assertIn(str(at_work.pid), said)
                at_work.terminate()
        for wrong in (("postgres", "sqlite"), ("sqlite", "postgres"), ("sqlite", "sqlite"), ("sqlite", "s3"),
                      ("s3", "folder")):
            with self.subTest(wrong=wrong):
                self.assertIn("cli.migrate_place", self.move(1, *wrong).said)


if __name__ == "__main__":
    unittest.main()
