"""A clerk at the counter: from the citizen's card to the fields, by keyboard, with SANE's virtual
scanner and with recorded sheets that say something."""

import json
import os
import re
import shutil
import unittest

import console
import harness
import scans

# A page of its own, then a jam; then the rest as the script asks for it.
SHEETS = ("khai-sinh.pdf", "giay-moi.pdf")


class Counter(console.ConsoleTest):
    @classmethod
    def setUpClass(cls):
        sohoa = harness.demo_home(cls)
        sohoa.expect(0, "batch", harness.SAMPLES / "khai-sinh.pdf")
        cls.scanners(sohoa)
        torn = sohoa.folder / "rach.pdf"  # whose pages can be counted, and not be read
        page = scans.notice(20)
        torn.write_bytes(scans.image_pdf(page[:len(page) // 2], 621, 875))
        cls.begin(sohoa, SUBJECT="051364998348",  # of khai-sinh.pdf
                  TORN=str(torn), DROPPED=str(harness.SAMPLES / "to-trinh-co-trang-trang.pdf"))
        for login, roles in {"quay": ("scan", "read"), "quay2": ("scan",),
                             "xem": ("read",)}.items():
            cls.environment[login.upper() + "_PASSWORD"] = cls.operator(login, *roles)

    @classmethod
    def scanners(cls, sohoa):
        """SANE's own test device, and profiles of recorded scanners."""
        conf = sohoa.folder / "sane"
        conf.mkdir()
        (conf / "dll.conf").write_text("test\n")
        (conf / "test.conf").write_text("number_of_devices 1\n")
        os.environ["SANE_CONFIG_DIR"] = str(conf)
        cls.addClassCleanup(os.environ.pop, "SANE_CONFIG_DIR")
        first, second = ({"page": {"file": name}} for name in SHEETS)
        stop = {"stop": {"code": "scanner.empty"}}
        profiles = {
            "ban-ghi": [first, {"stop": {"code": "scanner.jam"}}, second, stop, second, first],
            "nhieu": [{"pause_ms": 30}, first] * 40,
            "cham": [first, {"pause_ms": 3000}, second],
            "mot": [second],
        }
        standard = ["[scanner]", 'device = "test:0"', 'source = "adf"',
                    'source_name = "Automatic Document Feeder"', 'mode = "grey"',
                    "resolution = 200", 'page = "60x40"']
        settings = []
        for name, events in profiles.items():
            tray = sohoa.folder / name
            tray.mkdir()
            for sheet in SHEETS:
                shutil.copy(harness.SAMPLES / sheet, tray / sheet)
            (tray / "phien.jsonl").write_text("".join(json.dumps(e) + "\n" for e in events))
            settings += [f"[scanner.profiles.{name}]", f'device = "replay:{tray}"', 'page = "a4"']
        file = sohoa.home / "sohoa.toml"
        text = re.sub(r"^\[scanner\].*$", "\n".join(standard), file.read_text(), count=1, flags=re.M)
        file.write_text(text + "\n".join(["", *settings, ""]))

    def test_a_clerk_takes_papers_in_by_keyboard(self):
        self.passes("counter")


if __name__ == "__main__":
    unittest.main()
