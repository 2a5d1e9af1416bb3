"""The committed samples go the whole way: fed, read, copied, signed, delivered, found and judged."""

import json
import unittest

import harness

PAGES = {"cong-van-mat.pdf": 3, "cong-van-va-ke-hoach.tif": 3, "giay-moi.pdf": 1,
         "khai-sinh.pdf": 3, "to-trinh-co-trang-trang.pdf": 3}
SECRET = "cong-van-mat.pdf"
# Viewers guess some spaces and line ends; the letters have to be the same.
MOST_TEXT_CHANGED = 0.01
KILOBYTE = 1024


def truth(name):
    path = (harness.SAMPLES / name).with_suffix(".json")
    return json.loads(path.read_text(encoding="utf-8"))


class Samples(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sohoa = harness.demo_home(cls)
        cls.paths = [harness.SAMPLES / name for name in PAGES]
        # 1: the secret file waits for a person.
        cls.batch = cls.sohoa.expect(1, "batch", "--json", *cls.paths).json
        cls.copies = {copy["id"]: cls.sohoa.fetch(copy["id"]) for copy in cls.batch["copies"]}

    def for_each_copy(self, check):
        for copy in self.batch["copies"]:
            name = copy["path"].rsplit("/", 1)[-1]
            with self.subTest(file=name, pages=copy["pages"]):
                check(name, copy["pages"], self.copies[copy["id"]])

    def test_every_sheet_is_accounted_for(self):
        sheets = self.batch["sheets"]
        self.assertTrue(harness.closes(sheets), sheets)
        self.assertEqual(sheets["fed"], sum(PAGES.values()))
        # The last page of the secret file is blank, and so is one page of the submission.
        self.assertEqual(sheets["quarantined"], PAGES[SECRET] - 1)
        self.assertEqual(sheets["blank"], 2)

    def test_every_document_that_is_no_secret_has_one_copy(self):
        made = sorted((copy["path"].rsplit("/", 1)[-1], tuple(copy["pages"]))
                      for copy in self.batch["copies"])
        due = sorted((name, tuple(document["pages"])) for name in PAGES if name != SECRET
                     for document in truth(name)["documents"])
        self.assertEqual(made, due)

    def test_the_secret_file_is_held_and_cannot_be_found(self):
        held = [item for item in self.batch["quarantined"] if item["path"].endswith(SECRET)]
        self.assertTrue(held, self.batch["quarantined"])
        self.assertTrue(all(item["code"] and item["reason"] for item in held))
        found = self.sohoa.expect(0, "search", "--json", "--limit", "200").json["copies"]
        self.assertEqual({copy["id"] for copy in found}, set(self.copies))

    def test_extract_gives_the_fields_of_a_secret_paper_only_when_asked(self):
        def fields(*options):
            document, = self.sohoa.expect(0, "extract", "--json", *options,
                                          harness.SAMPLES / SECRET).json["files"][0]["documents"]
            self.assertEqual(document["secret"], "MẬT")
            return document["fields"]

        self.assertLessEqual(set(fields()), {"do_mat", "do_khan"})
        self.assertIn("so_ky_hieu", fields("--secret-fields"))

    def test_a_second_run_does_no_work_and_says_so(self):
        again = self.sohoa.expect(1, "batch", "--json", *self.paths)
        self.assertEqual((again.json["taken"], again.json["already_done"]), (0, len(PAGES)))
        self.assertEqual(again.json["copies"], self.batch["copies"])
        self.assertIn("Nothing to do", again.said)

    def test_foreign_judges_accept_every_copy(self):
        self.assertEqual(harness.judge(self.copies.values(), self.sohoa.trust_root), "")

    def test_our_verifier_accepts_every_copy_and_no_flipped_byte(self):
        def check(_name, _pages, pdf):
            self.assertEqual(self.sohoa.verdict(pdf), "TOTAL_PASSED")
            data = bytearray(pdf.read_bytes())
            data[len(data) // 3] ^= 1  # in the scanned image, which both signatures cover
            broken = pdf.with_suffix(".broken.pdf")
            broken.write_bytes(data)
            self.assertEqual(self.sohoa.verdict(broken), "TOTAL_FAILED")

        self.for_each_copy(check)

    def test_the_text_of_every_page_is_what_was_read(self):
        for copy in self.batch["copies"]:
            name, pdf = copy["path"].rsplit("/", 1)[-1], self.copies[copy["id"]]
            read = self.sohoa.expect(0, "ocr", "--format", "text", harness.SAMPLES / name)
            texts = read.out.decode("utf-8").split("\f")
            for order in ([], ["-raw"]):
                got = harness.copy_text(pdf, *order).split("\f")
                for number, index in enumerate(copy["pages"]):
                    due = harness.cer.plain(texts[index])
                    with self.subTest(file=name, page=index, order=order):
                        wrong = harness.cer.distance(due, harness.cer.plain(got[number]))
                        self.assertLessEqual(wrong, MOST_TEXT_CHANGED * len(due) + 1)

    def test_jpeg_streams_are_the_scanners_own(self):
        def check(name, pages, pdf):
            if name.endswith(".pdf"):
                originals = harness.jpegs(harness.SAMPLES / name)
                self.assertEqual(harness.jpegs(pdf), [originals[index] for index in pages])

        self.for_each_copy(check)

    def test_a_signed_copy_is_hardly_larger_than_its_images(self):
        def check(name, pages, pdf):
            if name.endswith(".pdf"):
                originals = harness.jpegs(harness.SAMPLES / name)
                images = sum(originals[index][1] for index in pages)
                most = 1.05 * images + 40 * KILOBYTE * len(pages)
                self.assertLessEqual(pdf.stat().st_size, most)

        self.for_each_copy(check)

    def test_both_signatures_are_seen_at_the_top_of_page_one(self):
        def check(_name, _pages, pdf):
            page, boxes = harness.Rendering(pdf), harness.signature_boxes(pdf)
            self.assertEqual(len(boxes), 2, boxes)
            left, right = sorted(boxes.values())
            middle = page.width * 72 / page.DPI / 2
            self.assertLessEqual(left[2], middle + 1)
            self.assertGreaterEqual(right[0], middle - 1)
            for box in (left, right):
                self.assertGreater(page.dark_share(box), 0.01)

        self.for_each_copy(check)

    def test_the_doctor_finds_nothing(self):
        report = self.sohoa.expect(0, "doctor", "--json").json
        self.assertEqual((report["ok"], report["problems"]), (True, []))


if __name__ == "__main__":
    unittest.main()
