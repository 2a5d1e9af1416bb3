"""Separator sheets are printed, scanned and known again."""

import subprocess
import unittest

import harness


class Separators(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sohoa = harness.demo_home(cls)

    def sheets(self, *options):
        path = self.sohoa.folder / "sheets.pdf"
        self.sohoa.expect(0, "separators", "-o", path, *options)
        return path

    def scanned(self, pdf, *how):
        subprocess.run(["pdftoppm", "-r", "200", "-png", *how, pdf, self.sohoa.folder / "scan"], check=True)
        return sorted(self.sohoa.folder.glob("scan*.png"))

    def tearDown(self):
        for path in self.sohoa.folder.glob("scan*.png"):
            path.unlink()

    def pages(self, paths):
        return [page for file in self.sohoa.expect(0, "ocr", "--json", *paths).json["files"] for page in file["pages"]]

    def test_sheets_of_every_sort_are_known_again(self):
        for sort in ("qr", "patch", "code128"):
            with self.subTest(sort=sort):
                pages = self.pages(self.scanned(self.sheets("--sort", sort, "--count", "2")))
                self.assertEqual([page["separator"] for page in pages], [True, True])
                self.tearDown()

    def test_sheets_in_black_and_white_are_known_again(self):
        for sort in ("qr", "patch", "code128"):
            with self.subTest(sort=sort):
                pages = self.pages(self.scanned(self.sheets("--sort", sort), "-mono"))
                self.assertEqual([page["separator"] for page in pages], [True])
                self.tearDown()

    def test_what_the_sheet_says_comes_back(self):
        pdf = self.sheets("--data", "ma_ho_so=H29.1-250101-0001", "--data", "ho_ten=Lò Thị Ngần")
        (scan,) = self.scanned(pdf)
        (file,) = self.sohoa.expect(0, "extract", "--json", scan).json["files"]
        (code,) = file["barcodes"]
        self.assertEqual(code["text"].split("\n"),
                         ["SOHOA-SEPARATOR/1", "ho_ten=Lò Thị Ngần", "ma_ho_so=H29.1-250101-0001"])

    def test_people_can_read_it(self):
        text = subprocess.run(["pdftotext", self.sheets("--data", "ho_ten=Lò Thị Ngần"), "-"], capture_output=True,
                              check=True).stdout.decode()
        self.assertIn("SEPARATOR SHEET", text)
        self.assertIn("ho_ten: Lò Thị Ngần", text)

    def test_too_much_data_and_wrong_pairs_are_refused(self):
        for options in (["--data", "a=" + "x" * 2000], ["--data", "nothing"], ["--sort", "patch", "--data", "a=b"]):
            with self.subTest(options=options[-1][:10]):
                answer = self.sohoa.run("separators", "-o", self.sohoa.folder / "no.pdf", *options)
                self.assertEqual(answer.code, 1)
                self.assertFalse((self.sohoa.folder / "no.pdf").exists())


if __name__ == "__main__":
    unittest.main()
