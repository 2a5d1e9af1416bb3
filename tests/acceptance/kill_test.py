"""kill -9 of any process of the tree, again and again, loses no sheet and makes no copy twice."""

import os
import random
import unittest

import harness
from killing import Killer

KILLS = int(os.environ.get("SOHOA_KILLS", "50"))
PAGES_AT_A_TIME = 30
SEED = int(os.environ.get("SOHOA_SEED", "20261122"))


class Kill(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sohoa = harness.demo_home(cls)
        cls.inputs = cls.sohoa.folder / "scans"
        killer = Killer(cls.sohoa, random.Random(SEED))
        killer.feed(cls.inputs, PAGES_AT_A_TIME)
        while killer.killed < KILLS:
            if killer.runs > 2 * KILLS:
                raise AssertionError(f"{killer.runs} runs ended before {KILLS} kills reached them")
            if killer.run(cls.inputs, KILLS):  # it got through in spite of all
                killer.feed(cls.inputs, PAGES_AT_A_TIME)
        cls.fed = killer.fed
        cls.batch = cls.sohoa.expect(0, "batch", "--json", cls.inputs).json

    def test_every_sheet_is_accounted_for(self):
        sheets = self.batch["sheets"]
        self.assertTrue(harness.closes(sheets), sheets)
        self.assertEqual((sheets["fed"], sheets["kept"]), (self.fed, self.fed))
        self.assertEqual(self.batch["quarantined"], [])

    def test_every_file_has_exactly_one_copy(self):
        made = sorted(copy["path"].rsplit("/", 1)[-1] for copy in self.batch["copies"])
        self.assertEqual(made, sorted(path.name for path in self.inputs.iterdir()))

    def test_the_warehouse_holds_these_copies_and_no_others(self):
        ids, cursor = [], []
        while True:
            page = self.sohoa.expect(0, "search", "--json", "--limit", "200", *cursor).json
            ids += [copy["id"] for copy in page["copies"]]
            if page["next"] is None:
                break
            cursor = ["--cursor", page["next"]]
        self.assertEqual(sorted(ids), sorted(copy["id"] for copy in self.batch["copies"]))

    def test_every_copy_is_whole(self):
        for copy in self.batch["copies"]:
            with self.subTest(file=copy["path"]):
                pdf = self.sohoa.fetch(copy["id"])
                self.assertEqual(self.sohoa.verdict(pdf), "TOTAL_PASSED")

    def test_even_a_copy_of_a_tiny_scan_keeps_to_its_size(self):
        for copy in self.batch["copies"]:
            size = len(self.sohoa.fetch(copy["id"]).read_bytes())
            scan = (self.inputs / copy["path"].rsplit("/", 1)[-1]).stat().st_size
            self.assertLessEqual(size, 1.05 * scan + 40 * 1024, copy["path"])

    def test_the_doctor_finds_nothing(self):
        report = self.sohoa.expect(0, "doctor", "--json").json
        self.assertEqual((report["ok"], report["problems"]), (True, []))


if __name__ == "__main__":
    unittest.main()
