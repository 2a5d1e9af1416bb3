"""Scans from SANE's own virtual scanner, for what a real driver says and does, and from recorded
sessions with marked pages, for their order: jams, an empty tray, kill -9, sheets put in."""

import json
import os
import random
import shutil
import signal
import struct
import subprocess
import unittest
import zlib
from pathlib import Path

import harness

SHEETS = 50
SEED = 20261122
KILLS = 12


def png(number):
    """A grey page that differs from every other."""
    rows = b"".join(b"\0" + bytes((number + x * 3 + y) % 256 for x in range(60)) for y in range(40))

    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 60, 40, 8, 0, 0, 0, 0))
            + chunk(b"pHYs", struct.pack(">IIB", 11811, 11811, 1))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def page(number):
    return {"page": {"file": f"{number:04}.png"}}


def stop(code):
    return {"stop": {"code": code}}


class Tray:
    """What lies in a scanner that plays a script."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir()
        for number in range(2 * SHEETS):
            (self.folder / f"{number:04}.png").write_bytes(png(number))

    @property
    def device(self):
        return f"replay:{self.folder}"

    def put(self, events):
        (self.folder / "da-phat").unlink(missing_ok=True)
        (self.folder / "phien.jsonl").write_text("".join(json.dumps(e) + "\n" for e in events))


class Scan(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sohoa = harness.demo_home(cls)
        cls.tray = Tray(cls.sohoa.folder / "tray")
        cls.tray.put([page(n) for n in range(2 * SHEETS)])
        cls.reference = cls.digests(cls.sohoa.expect(0, *cls.duplex(), "--json", "-o",
                                                     cls.sohoa.folder / "reference.tif"))

    @classmethod
    def duplex(cls):
        return "scan", "--device", cls.tray.device, "--source", "duplex", "--mode", "grey"

    @staticmethod
    def digests(answer):
        return [p["sha256"] for p in answer.json["pages"]]

    def session(self):
        return self.sohoa.expect(0, "scan", "--sessions", "--json").json["sessions"][-1]["session"]

    def test_fifty_sheets_with_a_jam_and_an_empty_tray_give_a_hundred_pages_in_order(self):
        self.assertEqual(len(set(self.reference)), 2 * SHEETS)
        events = [page(n) for n in range(2 * SHEETS)]
        # Sheet 20 jams after its front and is fed again; the tray runs empty after sheet 35.
        events[70:70] = [stop("scanner.empty")]
        events[39:39] = [stop("scanner.jam"), page(38)]
        self.tray.put(events)
        out = self.sohoa.folder / "jammed.tif"
        order = (*self.duplex(), "--json", "-n", 2 * SHEETS, "-o", out)
        first = self.sohoa.expect(4, *order)
        self.assertEqual((first.json["stop"]["code"], first.json["sheets"]), ("scanner.jam", 19))
        second = self.sohoa.expect(4, *order)
        self.assertEqual((second.json["stop"]["code"], second.json["sheets"]), ("scanner.empty", 35))
        self.assertEqual(self.digests(self.sohoa.expect(0, *order)), self.reference)
        self.assertEqual(out.read_bytes(), (self.sohoa.folder / "reference.tif").read_bytes())

    def test_waiting_goes_on_by_itself(self):
        events = [page(n) for n in range(2 * SHEETS)]
        events[11:11] = [stop("scanner.double_feed"), page(10)]
        events[0:0] = [stop("scanner.busy")]
        self.tray.put(events)
        answer = self.sohoa.expect(0, *self.duplex(), "--json", "-n", 2 * SHEETS, "--wait", 60, "-o",
                                   self.sohoa.folder / "waited.tif")
        self.assertEqual(self.digests(answer), self.reference)

    def test_kill_of_parent_or_driver_loses_no_sheet_and_doubles_none(self):
        dice = random.Random(SEED)
        session = None
        done = 0
        for kill in range(KILLS):
            self.tray.put([e for n in range(2 * done, 2 * SHEETS)
                           for e in ({"pause_ms": 30}, page(n))])
            options = ["--resume", session] if session else []
            with subprocess.Popen(
                    self.sohoa.command(*self.duplex(), "--hold", "-n", 2 * SHEETS, *options),
                    stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as scan:
                try:
                    scan.wait(dice.uniform(0.4, 1.6))
                except subprocess.TimeoutExpired:
                    self.kill_one(scan.pid, kill % 2 == 0)
            if not list(self.sohoa.home.glob("scan/*/phien.jsonl")):
                continue
            session = self.session()
            seen = self.sohoa.run("scan", "--resume", session, "--finish", "--hold", "--json")
            if not seen.out:
                continue
            self.assertGreaterEqual(seen.json["sheets"], done, "a sheet was lost")
            done = seen.json["sheets"]
        self.assertIsNotNone(session, "no run came as far as a session")
        self.tray.put([page(n) for n in range(2 * done, 2 * SHEETS)])
        last = self.sohoa.expect(0, *self.duplex(), "--hold", "--json", "-n", 2 * SHEETS,
                                 "--resume", session)
        self.assertEqual(self.digests(last), self.reference)
        shutil.rmtree(self.sohoa.home / "scan" / session)

    @staticmethod
    def kill_one(pid, parent):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        os.kill(pid if parent or not children else int(children[0]), signal.SIGKILL)

    def test_sheets_can_be_put_in_and_taken_anew_before_the_case_file_is_taken_in(self):
        order = ("scan", "--device", self.tray.device, "--mode", "grey", "--json")
        self.tray.put([page(n) for n in range(3)])
        self.sohoa.expect(0, *order, "--hold", "--case", "HS 1/2026")
        session = self.session()
        self.tray.put([page(7), page(8)])
        self.sohoa.expect(0, *order, "--resume", session, "--hold", "--insert-after", 1)
        self.tray.put([page(9)])
        self.sohoa.expect(0, *order, "--resume", session, "--hold", "--replace", 5)
        answer = self.sohoa.expect(0, *order, "--resume", session, "--finish", "--no-process")
        self.assertEqual(self.digests(answer), [self.reference[n] for n in (0, 7, 8, 1, 9)])
        self.assertTrue(answer.json["batch"]["batch"].startswith("lo-"))
        again = self.sohoa.expect(0, *order, "--resume", session, "--finish", "--no-process")
        self.assertEqual(again.json["batch"], answer.json["batch"], "taken in once")


    def test_a_page_with_a_note_is_imaged_twice_and_stays_one_page(self):
        order = ("scan", "--device", self.tray.device, "--mode", "grey", "--json")
        self.tray.put([page(n) for n in range(4)])
        self.sohoa.expect(0, *order, "--source", "duplex", "--hold")
        session = self.session()
        self.tray.put([page(7)])
        refused = self.sohoa.expect(1, *order, "--resume", session, "--hold", "--without-note", 2)
        self.assertIn("--source", refused.said)
        self.sohoa.expect(0, *order, "--resume", session, "--hold", "--without-note", 2,
                          "--source", "flatbed")
        answer = self.sohoa.run(*order, "--resume", session, "--finish")
        self.assertIn(answer.code, (0, 1), answer.said)
        self.assertEqual(self.digests(answer), [self.reference[n] for n in (0, 1, 7, 2, 3)])
        self.assertEqual([p["second_image"] for p in answer.json["pages"]],
                         [False, False, True, False, False])
        sheets = answer.json["batch"]["sheets"]
        self.assertEqual((sheets["fed"], sheets["second_images"]), (5, 1))
        self.assertTrue(harness.closes(sheets), sheets)


class VirtualScanner(unittest.TestCase):
    """SANE's `test` driver: ten sheets, then its feeder is empty; it has no duplex and one picture
    for all pages, so that order is shown above."""

    @classmethod
    def setUpClass(cls):
        cls.sohoa = harness.demo_home(cls)
        conf = cls.sohoa.folder / "sane"
        conf.mkdir()
        (conf / "dll.conf").write_text("test\n")
        (conf / "test.conf").write_text("number_of_devices 1\n")
        os.environ["SANE_CONFIG_DIR"] = str(conf)
        cls.addClassCleanup(os.environ.pop, "SANE_CONFIG_DIR")

    # Its feeder stands for one that takes both sides.
    ORDER = ("scan", "--device", "test:0", "--source", "duplex", "--source-name",
             "Automatic Document Feeder", "--resolution", 200, "--page", "60x40", "--json")

    def test_is_listed(self):
        devices = self.sohoa.expect(0, "scan", "--list", "--json").json["devices"]
        self.assertEqual([d["name"] for d in devices], ["test:0"])

    def jammed(self, *order):
        """What a scan says that jams. Once in a while the driver never comes back from being
        cancelled, since it ends its reading thread wherever that stands; then it is cut off, and
        scanned again, as a user would."""
        for _ in range(3):
            answer = self.sohoa.expect(4, *order, "--timeout", 10,
                                       "--option", "read-return-value=SANE_STATUS_JAMMED").json
            if answer["stop"]["code"] != "scanner.hung":
                break
        return answer

    def test_fifty_sheets_over_an_injected_jam_and_empty_trays(self):
        out = self.sohoa.folder / "case.tif"
        order = (*self.ORDER, "-n", 2 * SHEETS, "-o", out)
        jam = self.jammed(*order)
        self.assertEqual((jam["stop"]["code"], jam["sheets"]), ("scanner.jam", 0))
        empty = self.sohoa.expect(4, *order)
        self.assertEqual((empty.json["stop"]["code"], empty.json["sheets"]), ("scanner.empty", 5))
        jam = self.jammed(*order)
        self.assertEqual((jam["stop"]["code"], jam["sheets"]), ("scanner.jam", 5))
        answer = self.sohoa.expect(0, *order, "--wait", 60)
        self.assertEqual(len(answer.json["pages"]), 2 * SHEETS)
        self.assertEqual([p["side"] for p in answer.json["pages"]], ["front", "back"] * SHEETS)
        self.assertEqual(len({p["file"] for p in answer.json["pages"]}), 2 * SHEETS)

    def test_a_scan_is_processed_as_a_batch(self):
        answer = self.sohoa.run(*self.ORDER, "-n", 2, "--option", "test-picture=Color pattern")
        self.assertIn(answer.code, (0, 1), answer.said)
        self.assertTrue(harness.closes(answer.json["batch"]["sheets"]), answer.json["batch"])
        self.assertEqual(answer.json["batch"]["sheets"]["fed"], 2)
        doctor = self.sohoa.run("doctor", "--json")
        self.assertEqual(doctor.code, 0, doctor.said)


if __name__ == "__main__":
    unittest.main()
