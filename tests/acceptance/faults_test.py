"""Faults between every two durable steps: the process dies there, the disk is full there, the disk
fails there. No sheet is lost, no copy doubled, and the doctor finds nothing."""

import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import unittest
from pathlib import Path

import harness
import scans

SEED = 20261122
PAGES = 3
# Where a write can fail; at the others only the process can.
WRITES = ("blob.", "file.", "journal.", "store.begin", "store.commit")


class Faulty(unittest.TestCase):
    """Each test gets a copy of one demo home that allows faults, and the same scans."""

    @classmethod
    def setUpClass(cls):
        cls.pattern = harness.demo_home(cls)
        (cls.pattern.home / "faults-allowed").touch()
        cls.inputs = cls.pattern.folder / "scans"
        cls.inputs.mkdir()
        for number in range(PAGES):
            (cls.inputs / f"page{number}.jpg").write_bytes(scans.notice(number))

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="sohoa-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.sohoa = self.fresh("home")

    def fresh(self, name):
        sohoa = harness.Sohoa(self.folder)
        sohoa.home = self.folder / name
        shutil.copytree(self.pattern.home, sohoa.home)
        return sohoa

    def environment(self, **plan):
        return {**os.environ, "SOHOA_FAULTS": json.dumps(plan)}

    def batch(self, sohoa=None, **plan):
        command = (sohoa or self.sohoa).command("batch", self.inputs, "--workers", 1, "--json")
        return subprocess.run(command, env=self.environment(**plan), capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=600)

    def check_all_is_done(self, sohoa=None, pages=PAGES):
        sohoa = sohoa or self.sohoa
        report = sohoa.expect(0, "batch", "--json", self.inputs).json
        sheets = report["sheets"]
        self.assertTrue(harness.closes(sheets), sheets)
        self.assertEqual((sheets["fed"], sheets["kept"]), (pages, pages))
        ids = sorted(copy["id"] for copy in report["copies"])
        self.assertEqual(len(set(ids)), pages)
        found = sohoa.expect(0, "search", "--json", "--limit", "200").json["copies"]
        self.assertEqual(sorted(copy["id"] for copy in found), ids)
        self.check_doctor(sohoa)

    def check_doctor(self, sohoa):
        report = sohoa.expect(0, "doctor", "--deep", "--json").json
        self.assertEqual((report["ok"], report["problems"]), (True, []))


class Points(Faulty):
    """Every point that a run passes, learnt from a run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        trace = cls.pattern.folder / "trace"
        home = cls.pattern.folder / "traced"
        shutil.copytree(cls.pattern.home, home)
        sohoa = harness.Sohoa(cls.pattern.folder)
        sohoa.home = home
        subprocess.run(sohoa.command("batch", cls.inputs, "--workers", 1), check=True,
                       env={**os.environ, "SOHOA_FAULTS": json.dumps({"trace": str(trace)})},
                       capture_output=True, stdin=subprocess.DEVNULL, timeout=600)
        cls.passed = [line.split()[0] for line in trace.read_text().splitlines()]
        cls.points = sorted(set(cls.passed))

    def test_a_run_passes_the_points_of_every_part(self):
        for part in ("intake", "blob", "file", "journal", "store", "stage"):
            self.assertTrue(any(p.startswith(part + ".") for p in self.points), self.points)

    def test_a_crash_at_each_point_loses_and_doubles_nothing(self):
        dice = random.Random(SEED)
        for point in self.points:
            count = self.passed.count(point)
            for hit in sorted({1, dice.randint(1, max(1, count // 2))}):
                with self.subTest(point=point, hit=hit):
                    self.crash_at(point, hit)

    def crash_at(self, point, hit):
        sohoa = self.fresh(f"{point}-{hit}")
        once = self.folder / f"{point}-{hit}.once"
        rule = {"at": point, "hit": hit, "do": "crash", "once": str(once)}
        self.batch(sohoa, rules=[rule])
        if hit == 1:
            self.assertTrue(once.exists(), "the fault did not happen")
        self.check_all_is_done(sohoa)
        shutil.rmtree(sohoa.home)

    def writes(self):
        return [point for point in self.points if point.startswith(WRITES)
                and point != "store.committed"]

    def test_a_disk_that_is_full_at_each_write_point_is_waited_for(self):
        for point in self.writes():
            with self.subTest(point=point):
                sohoa = self.fresh(f"full-{point}")
                full = self.folder / "full"
                full.touch()
                rule = {"at": point, "do": "enospc", "while": str(full)}
                code, said = self.run_until_told(sohoa, full, rules=[rule])
                self.assertEqual(code, 0, said)
                self.assertIn("The disk is full; free some space", said)
                self.check_all_is_done(sohoa)
                shutil.rmtree(sohoa.home)

    def run_until_told(self, sohoa, full, **plan):
        """Frees the disk once the program has said that it is full."""
        command = sohoa.command("batch", self.inputs, "--workers", 1)
        said = ""
        with subprocess.Popen(command, env=self.environment(**plan), stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as run:
            for line in run.stderr:
                said += line
                if "disk is full" in line and full.exists():
                    full.unlink()
        return run.returncode, said

    def test_a_disk_that_fails_once_at_each_write_point_costs_nothing(self):
        for point in self.writes():
            with self.subTest(point=point):
                sohoa = self.fresh(f"eio-{point}")
                once = self.folder / f"eio-{point}.once"
                self.batch(sohoa, rules=[{"at": point, "do": "eio", "once": str(once)}])
                self.assertTrue(once.exists(), "the fault did not happen")
                self.check_all_is_done(sohoa)
                shutil.rmtree(sohoa.home)


class Single(Faulty):
    def test_faults_need_the_consent_of_the_home(self):
        (self.sohoa.home / "faults-allowed").unlink()
        done = self.batch(rules=[])
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"SOHOA_FAULTS", done.stderr)

    def test_a_page_that_kills_its_worker_waits_in_quarantine_and_the_others_are_done(self):
        done = self.batch(rules=[{"at": "stage.read", "subject": 2, "do": "abort"}])
        self.assertEqual(done.returncode, 1, done.stderr)
        report = json.loads(done.stdout)
        self.assertEqual([item["code"] for item in report["quarantined"]], ["pipeline.crashed"])
        self.assertIn("brought its worker down", report["quarantined"][0]["reason"])
        self.assertEqual(report["sheets"]["kept"], PAGES - 1)
        self.assertTrue(harness.closes(report["sheets"]), report["sheets"])
        self.check_doctor(self.sohoa)

    def test_a_worker_that_slept_past_its_lease_has_its_result_dropped_and_counted(self):
        self.leave_jobs_behind()
        once = self.folder / "once"
        rules = [{"at": "stage.open", "do": "stop", "once": str(once)}]
        sleeper = subprocess.Popen(self.sohoa.command("worker"), stdin=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, env=self.environment(rules=rules))
        self.addCleanup(sleeper.wait)
        self.addCleanup(sleeper.kill)
        while not once.exists():
            self.assertIsNone(sleeper.poll())
        report = self.sohoa.expect(0, "batch", self.inputs, "--workers", 1, "--json").json
        self.assertEqual(report["sheets"]["kept"], PAGES)
        self.assertEqual(self.fenced_out(), 0)
        sleeper.send_signal(signal.SIGCONT)
        while self.fenced_out() == 0:
            self.assertIsNone(sleeper.poll())
        sleeper.terminate()
        self.assertEqual(sleeper.wait(120), 0)
        self.check_all_is_done()
        self.assertEqual(self.fenced_out(), 1)

    def leave_jobs_behind(self):
        """A batch taken in, whose workers were all killed before they did anything."""
        batch = subprocess.Popen(self.sohoa.command("batch", self.inputs, "--workers", 1),
                                 stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, start_new_session=True)
        self.sohoa.expect(0, "status")  # makes the store
        with contextlib.closing(sqlite3.connect(self.sohoa.home / "store/work.db")) as database:
            while database.execute("SELECT count(*) FROM master").fetchone()[0] < PAGES:
                self.assertIsNone(batch.poll())
        os.killpg(batch.pid, signal.SIGKILL)
        batch.wait()

    def fenced_out(self):
        return self.sohoa.expect(0, "status", "--json").json["fenced_out"]

    def test_a_page_that_takes_all_memory_waits_in_quarantine_and_the_others_are_done(self):
        settings = self.sohoa.home / "sohoa.toml"
        settings.write_text(settings.read_text().replace("worker_memory_mb = 0",
                                                         "worker_memory_mb = 1500"))
        done = self.batch(rules=[{"at": "stage.read", "subject": 2, "do": "memory"}])
        self.assertEqual(done.returncode, 1, done.stderr)
        report = json.loads(done.stdout)
        self.assertEqual([item["code"] for item in report["quarantined"]], ["core.out_of_memory"])
        self.assertEqual(report["sheets"]["kept"], PAGES - 1)
        self.check_doctor(self.sohoa)

    def test_damaged_files_are_found_put_aside_and_made_again(self):
        self.assertEqual(self.batch().returncode, 0)
        dice = random.Random(SEED)
        blobs = sorted(p for p in (self.sohoa.home / "blobs/sha256").rglob("*") if p.is_file())
        kept = {copy["sha256"] for copy in
                self.sohoa.expect(0, "search", "--json").json["copies"]}
        hurt = [blob for blob in blobs if blob.name not in kept]  # all but the signed copies
        for blob in hurt:
            data = bytearray(blob.read_bytes())
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
            blob.chmod(0o600)
            blob.write_bytes(data)
        self.assertEqual(self.sohoa.run("doctor", "--deep", "--json").code, 1)
        report = self.sohoa.expect(0, "doctor", "--repair", "--json").json
        self.assertEqual((report["damaged"], report["restored"]), (len(hurt), len(hurt)))
        self.check_doctor(self.sohoa)
        aside = sorted(path.name for path in (self.sohoa.home / "damaged").iterdir())
        self.assertEqual(aside, sorted(blob.name for blob in hurt))

    def test_a_slow_disk_only_takes_time(self):
        done = self.batch(rules=[{"at": "*", "do": "delay", "ms": 20}])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.check_all_is_done()

    def test_a_batch_told_to_stop_gives_its_jobs_back_and_goes_on_later(self):
        rules = [{"at": "stage.read", "do": "delay", "ms": 3600000}]
        command = self.sohoa.command("batch", self.inputs, "--workers", 1)
        with subprocess.Popen(command, env=self.environment(rules=rules, trace=str(
                self.folder / "trace")), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL) as run:
            trace = self.folder / "trace"
            while not (trace.exists() and "stage.read" in trace.read_text()):
                self.assertIsNone(run.poll())
            run.terminate()
            self.assertEqual(run.wait(120), 4)
        self.check_all_is_done()

    @unittest.skipUnless(os.geteuid() == 0, "mounting needs root")
    def test_a_disk_that_is_really_full_is_waited_for(self):
        disk = self.folder / "disk"
        disk.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk]).returncode:
            self.skipTest("no right to mount")
        self.addCleanup(subprocess.run, ["umount", "-l", disk])
        sohoa = self.fresh("disk/home")
        settings = sohoa.home / "sohoa.toml"
        settings.write_text(settings.read_text().replace("min_free_disk_mb = 256",
                                                         "min_free_disk_mb = 0"))
        ballast = disk / "ballast"
        for left in (0, 100 << 10, 400 << 10):
            with self.subTest(left=left):
                self.fill(disk, ballast, left)
                code, said = Points.run_until_told(self, sohoa, ballast)
                self.assertEqual(code, 0, said)
                self.check_all_is_done(sohoa)

    def fill(self, disk, ballast, left):
        free = shutil.disk_usage(disk).free
        with open(ballast, "wb") as out:
            out.write(bytes(max(0, free - left)))


if __name__ == "__main__":
    unittest.main()
