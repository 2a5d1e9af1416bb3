"""Many writers fill a hot folder while its watcher is killed again and again: every file is taken in
exactly once, whatever way it was written."""

import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import threading
import unittest

import harness

WRITERS = 8
FILES = int(os.environ.get("SOHOA_WATCH_FILES", "2000"))
NAMES = 40  # a writer; so names are used again and again
KILLS = 10
SEED = 20261122
SAID = 7  # every seventh file has a sidecar


def content(writer, number):
    return b"%%PDF-1.4\n%% writer %d file %d\n%%%%EOF\n" % (writer, number)


def said(writer, number):
    return json.dumps({"ghi_chu": f"{writer} {number}"}).encode()


class Writer(threading.Thread):
    """Writes as scanners, copiers and people do: slowly, renamed into place, into sub-folders."""

    def __init__(self, folder, number, count):
        super().__init__()
        self.folder, self.number, self.count = folder, number, count
        self.dice = random.Random(SEED + number)

    def run(self):
        for i in range(self.count):
            folder = self.folder / f"case{self.number}-{i % 5}" if i % 2 else self.folder
            folder.mkdir(exist_ok=True)
            path = folder / f"scan{self.number}-{i % NAMES:04}.pdf"
            if i % SAID == 0:
                self.wait_for_room(path)
                self.write(path.with_name(path.name + ".json"), said(self.number, i))
            self.write(path, content(self.number, i))

    @staticmethod
    def wait_for_room(path):
        while path.exists():
            threading.Event().wait(0.005)

    def write(self, path, data):
        self.wait_for_room(path)
        if self.dice.random() < 0.3:
            hidden = path.with_name("." + path.name)
            hidden.write_bytes(data)
            hidden.rename(path)
            return
        with open(path, "xb", buffering=0) as out:
            cut = self.dice.randrange(1, len(data))
            out.write(data[:cut])
            if self.dice.random() < 0.05:
                threading.Event().wait(0.2)
            out.write(data[cut:])


class Watch(unittest.TestCase):
    files = FILES

    @classmethod
    def make_folder(cls, path):
        path.mkdir()
        return path

    @classmethod
    def setUpClass(cls):
        cls.sohoa = harness.demo_home(cls)
        cls.folder = cls.make_folder(cls.sohoa.folder / "hot")
        writers = [Writer(cls.folder, n, cls.files // WRITERS) for n in range(WRITERS)]
        for writer in writers:
            writer.start()
        cls.kill_while(lambda: any(writer.is_alive() for writer in writers))
        for writer in writers:
            writer.join()
        cls.last = cls.sohoa.run(*cls.watch(), "--once", "--json")

    @classmethod
    def watch(cls):
        return "watch", cls.folder, "--workers", "0", "--settle", "0.1", "--every", "0.05"

    @classmethod
    def kill_while(cls, busy):
        dice = random.Random(SEED)
        for _ in range(KILLS):
            with subprocess.Popen(cls.sohoa.command(*cls.watch()), stdin=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL) as watcher:
                try:
                    watcher.wait(dice.uniform(0.3, 2))
                except subprocess.TimeoutExpired:
                    watcher.send_signal(signal.SIGKILL)
        with subprocess.Popen(cls.sohoa.command(*cls.watch()), stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as watcher:
            while busy() and watcher.poll() is None:
                threading.Event().wait(0.1)
            watcher.send_signal(signal.SIGTERM)
            watcher.wait()

    def rows(self, query):
        store = next(self.sohoa.home.rglob("work*.db"))
        with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as database:
            return database.execute(query).fetchall()

    def test_every_file_is_taken_in_exactly_once(self):
        self.assertEqual(self.last.code, 0, self.last.said)
        count = self.files // WRITERS * WRITERS
        self.assertEqual(self.rows("SELECT count(*), count(DISTINCT sha256) FROM master"),
                         [(count, count)])
        self.assertEqual(self.rows("SELECT count(*) FROM input"), [(count,)])

    def test_each_came_in_whole(self):
        sizes = {len(content(w, i)) for w in range(WRITERS) for i in range(self.files // WRITERS)}
        self.assertLessEqual({size for (size,) in self.rows("SELECT DISTINCT size FROM master")},
                             sizes)

    def test_each_brought_its_own_sidecar(self):
        files = {hashlib.sha256(content(w, i)).digest(): (w, i) for w in range(WRITERS)
                 for i in range(self.files // WRITERS)}
        found = {files[key]: json.loads(content)["fields"]
                 for key, content in self.rows("SELECT sha256, content FROM said")}
        expected = {(w, i): json.loads(said(w, i)) for w, i in files.values() if i % SAID == 0}
        self.assertEqual({file: (expected.get(file), found.get(file))
                          for file in expected.keys() | found.keys()
                          if expected.get(file) != found.get(file)}, {})

    def test_nothing_is_left_in_the_folder_or_on_the_way(self):
        left = [p for p in self.folder.rglob("*") if p.is_file() and p.name != "khoa"]
        self.assertEqual(left, [])

    def test_sub_folders_are_case_files(self):
        batches = self.rows("SELECT count(DISTINCT batch) FROM master")
        loose = batches[0][0] - WRITERS * 5
        self.assertIn(loose, (1, 2), "one batch a day, and midnight may pass")

    def test_the_journal_and_the_blobs_agree(self):
        answer = self.sohoa.run("doctor", "--json")
        self.assertEqual(answer.code, 0, answer.said + answer.out.decode())


class WatchOnAMount(Watch):
    """The same through a mounted file system that tells nothing of changes and knows no leases, as
    network shares do: what is written on one side is watched on the other."""

    files = FILES // 2

    @classmethod
    def make_folder(cls, path):
        served = path.with_name("served")
        served.mkdir()
        path.mkdir()
        mounted = shutil.which("bindfs") and subprocess.run(
            ["bindfs", "--no-allow-other", served, path], capture_output=True, check=False)
        if not mounted or mounted.returncode:
            raise unittest.SkipTest("this machine mounts nothing in user space")
        cls.addClassCleanup(subprocess.run, ["fusermount3", "-u", "-z", path], check=False)
        cls.watched = path
        return served

    @classmethod
    def watch(cls):
        return ("watch", cls.watched, *super().watch()[2:])


class Sidecars(unittest.TestCase):
    """A station's intake system puts what it knows beside the scans."""

    def test_what_they_say_leads_to_the_copy_and_a_bad_one_holds_its_scan(self):
        sohoa = harness.demo_home(self)
        folder = sohoa.folder / "hot"
        folder.mkdir()
        shutil.copy(harness.SAMPLES / "giay-moi.pdf", folder / "a.pdf")
        shutil.copy(harness.SAMPLES / "to-trinh-co-trang-trang.pdf", folder / "b.pdf")
        said = {"so_dinh_danh": "079190012345", "ma_ho_so": "H29.12-230319-0170",
                "so_ky_hieu": "1/GM-UBND"}
        (folder / "a.pdf.json").write_text(json.dumps(said))
        (folder / "b.csv").write_text("so_dinh_danh\n")
        answer = sohoa.expect(1, "watch", folder, "--once", "--settle", "0.1", "--every", "0.1")
        self.assertIn("b.csv: a heading and a row", answer.said)
        aside = folder / "khong-nap-duoc"
        self.assertEqual({path.name for path in aside.iterdir()},
                         {"b.pdf", "b.pdf.csv", "b.pdf.ly-do.txt"})
        found = sohoa.expect(0, "search", "--subject", "079190012345", "--json").json["copies"]
        self.assertEqual(len(found), 1)
        self.assertEqual(found[0]["fields"]["ma_ho_so"], "H29.12-230319-0170")
        self.assertEqual(found[0]["fields"]["so_ky_hieu"], "255/GM-UBND", "the paper stands")


if __name__ == "__main__":
    unittest.main()
