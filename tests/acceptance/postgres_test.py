"""A batch on a PostgreSQL server: the same answers, also when the server restarts under it."""

import subprocess
import unittest

import harness
import postgres
import scans


class OnAServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = postgres.Server(cls)
        cls.sohoa = harness.demo_home(cls)
        settings = cls.sohoa.home / "sohoa.toml"
        settings.write_text(settings.read_text().replace("[store] ", f'[store]\nurl = "{cls.server.url}"\n#', 1))
        cls.shelf = cls.sohoa.folder / "shelf"
        cls.shelf.mkdir()
        for number in range(6):
            (cls.shelf / f"{number}.jpg").write_bytes(scans.notice(number))
        batch = subprocess.Popen(cls.sohoa.command("batch", "--json", cls.shelf), stdout=subprocess.PIPE,
                                 stderr=subprocess.DEVNULL)
        while batch.poll() is None and not cls.pages_read():
            pass
        cls.under_way = batch.poll() is None
        cls.server.stop()
        cls.server.start()
        cls.out = batch.communicate()[0]
        cls.done = harness.Answer(subprocess.CompletedProcess([], batch.returncode, cls.out, b""))
        cls.batch = cls.done.json["batch"]

    @classmethod
    def pages_read(cls):
        try:
            return cls.server.ask("SELECT id FROM sohoa_work.page WHERE state = 'read'")
        except subprocess.CalledProcessError:  # no tables yet
            return []

    def test_every_sheet_comes_through_the_restart(self):
        self.assertTrue(self.under_way)
        self.assertEqual(self.done.code, 0)
        sheets = self.done.json["sheets"]
        self.assertEqual((sheets["fed"], sheets["kept"], sheets["quarantined"]), (6, 6, 0))
        self.assertEqual(len(self.done.json["copies"]), 6)

    def test_nothing_of_the_store_lies_in_the_home(self):
        self.assertEqual(list(self.sohoa.home.glob("store/*.db")), [])

    def test_a_second_run_finds_all_done(self):
        again = self.sohoa.expect(0, "batch", "--json", self.shelf).json
        self.assertEqual(again["batch"], self.batch)
        self.assertEqual(again["sheets"]["kept"], 6)
        self.assertEqual(len(self.server.ask("SELECT id FROM sohoa_work.master")), 6)

    def test_status_and_doctor_speak_of_it(self):
        self.assertIn(self.batch, self.sohoa.expect(0, "status", self.batch).out.decode())
        told = self.sohoa.expect(0, "doctor", "--json").json
        self.assertTrue(told["ok"], told)
        self.assertEqual(told["copies_checked"], 6)

    def test_copies_are_found_and_fetched(self):
        found = self.sohoa.expect(0, "search", "thong bao", "--json").json["copies"]
        self.assertEqual(len(found), 6)
        self.assertEqual(self.sohoa.verdict(self.sohoa.fetch(found[0]["id"])), "TOTAL_PASSED")


if __name__ == "__main__":
    unittest.main()
