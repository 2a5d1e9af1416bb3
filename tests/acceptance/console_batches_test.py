"""An archivist sees how batches get on, and puts what was held back to work again."""

import unittest

import console
import harness
import scans


class Batches(console.ConsoleTest):
    @classmethod
    def setUpClass(cls):
        sohoa = harness.demo_home(cls)
        inputs = sohoa.folder / "hop-12"
        inputs.mkdir()
        page = scans.notice(7)
        (inputs / "tốt.jpg").write_bytes(page)
        for number in range(3):
            whole = scans.notice(number + 20)
            (inputs / f"rách-{number}.jpg").write_bytes(whole[:len(whole) // 2])
        (inputs / "quá lớn.png").write_bytes(scans.png_bomb())
        (inputs / "mật.pdf").write_bytes((harness.SAMPLES / "cong-van-mat.pdf").read_bytes())
        batch = sohoa.expect(1, "batch", "--json", inputs).json
        cls.begin(sohoa, BATCH=batch["batch"])
        cls.environment["ARCHIVIST_PASSWORD"] = cls.operator("luu", "archive")
        cls.environment["SCANNER_PASSWORD"] = cls.operator("quet", "scan")
        cls.environment["READER_PASSWORD"] = cls.operator("doc", "read")

    def test_an_archivist_looks_after_batches(self):
        self.passes("batches")


if __name__ == "__main__":
    unittest.main()
