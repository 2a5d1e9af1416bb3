"""PDF files that were signed before they came here are kept as they are, and found like all others."""

import unittest

import harness

SAMPLE = harness.SAMPLES / "giay-moi.pdf"


class SignedInput(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sohoa = harness.demo_home(cls)
        inputs = cls.sohoa.folder / "in"
        inputs.mkdir()
        cls.ours, cls.theirs = inputs / "ours.pdf", inputs / "theirs.pdf"
        base = cls.sohoa.folder / "base.pdf"
        cls.sohoa.expect(0, "assemble", SAMPLE, "-o", base)
        cls.sohoa.expect(0, "sign", base, "-o", cls.ours, "--as", "operator", "--level", "B-T")
        harness.sign_elsewhere(cls.sohoa.folder, SAMPLE, cls.theirs)
        cls.broken = inputs / "broken.pdf"
        data = bytearray(cls.ours.read_bytes())
        data[len(data) // 3] ^= 1
        cls.broken.write_bytes(data)
        cls.batch = cls.sohoa.expect(1, "batch", "--json", inputs).json

    def copy_of(self, path):
        return next(copy for copy in self.batch["copies"] if copy["path"].endswith(path.name))

    def test_the_copy_is_the_file_that_came_in(self):
        for path in (self.ours, self.theirs):
            with self.subTest(file=path.name):
                copy = self.sohoa.fetch(self.copy_of(path)["id"])
                self.assertEqual(copy.read_bytes(), path.read_bytes())

    def test_it_is_found_by_what_was_read_in_it(self):
        hits = self.sohoa.expect(0, "search", "giấy mời", "--json").json["copies"]
        self.assertEqual({hit["id"] for hit in hits}, {copy["id"] for copy in self.batch["copies"]})
        self.assertTrue(all(hit["fields"] for hit in hits), hits)

    def test_a_broken_signature_waits_for_a_person(self):
        codes = {item["path"].rsplit("/", 1)[-1]: item["code"] for item in self.batch["quarantined"]}
        self.assertEqual(codes, {"broken.pdf": "pipeline.signed_input_broken"})

    def test_every_sheet_is_accounted_for(self):
        self.assertTrue(harness.closes(self.batch["sheets"]), self.batch["sheets"])


if __name__ == "__main__":
    unittest.main()
