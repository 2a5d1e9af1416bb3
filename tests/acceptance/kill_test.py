"""kill -9 of any process of the tree, again and again, loses no sheet and makes no copy twice."""

import os
import random
import signal
import subprocess
import unittest
from pathlib import Path

import harness
import scans

KILLS = 50
PAGES_AT_A_TIME = 30
# Long enough for a worker to get somewhere, short enough to hit it in the middle of a page.
SHORTEST, LONGEST = 0.05, 0.8
SEED = 20261122


def children_of(pid):
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return [int(c) for task in tasks for c in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def tree(pid):
    """A process and all below it."""
    return [pid] + [p for child in children_of(pid) for p in tree(child)]


class Kill(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sohoa = harness.demo_home(cls)
        cls.inputs = cls.sohoa.folder / "scans"
        cls.inputs.mkdir()
        cls.fed = 0
        cls.feed()
        cls.kill_at_random(random.Random(SEED))
        cls.batch = cls.sohoa.expect(0, "batch", "--json", cls.inputs).json

    @classmethod
    def feed(cls):
        for _ in range(PAGES_AT_A_TIME):
            (cls.inputs / f"page{cls.fed}.jpg").write_bytes(scans.notice(cls.fed))
            cls.fed += 1

    @classmethod
    def kill_at_random(cls, dice):
        kills = runs = 0
        while kills < KILLS:
            runs += 1
            if runs > 2 * KILLS:
                raise AssertionError(f"{runs} runs ended before {kills} kills reached them")
            with subprocess.Popen(cls.sohoa.command("batch", cls.inputs), stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as batch:
                while kills < KILLS and not cls.ends_within(batch, dice.uniform(SHORTEST, LONGEST)):
                    kills += cls.kill(dice.choice(tree(batch.pid)))
                if batch.poll() is None:
                    batch.kill()
            if batch.returncode >= 0:  # it got through in spite of all
                cls.feed()

    @staticmethod
    def ends_within(process, seconds):
        try:
            process.wait(seconds)
            return True
        except subprocess.TimeoutExpired:
            return False

    @staticmethod
    def kill(pid):
        try:
            os.kill(pid, signal.SIGKILL)
            return True
        except ProcessLookupError:  # it ended by itself just now
            return False

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
