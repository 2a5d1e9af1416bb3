"""Text, JSON, ALTO and hOCR of one file carry the same words, and the latter two are valid.

ALTO is judged by xmllint with alto.xsd, hOCR by hocr-spec, which scripts/install-judges sets up. Exits
with 77 (skipped) when a judge is missing.
"""

import re
import shutil
import subprocess
import sys
import unittest
import xml.etree.ElementTree as xml

import harness

FILE = harness.SAMPLES / "to-trinh-co-trang-trang.pdf"  # one page is blank
ALTO = "{http://www.loc.gov/standards/alto/ns-v4#}"
XHTML = "{http://www.w3.org/1999/xhtml}"
HOCR_SPEC = harness.JUDGES / "venv/bin/hocr-spec"


class TextFormats(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sohoa = harness.demo_home(cls)
        answer = cls.sohoa.expect(0, "ocr", "--json", FILE).json
        cls.pages = answer["files"][0]["pages"]
        cls.words = [word["text"] for page in cls.pages for word in page["words"]]
        cls.files = {}
        for form in ("text", "alto", "hocr"):
            cls.files[form] = cls.sohoa.folder / f"page.{form}"
            cls.files[form].write_bytes(cls.sohoa.expect(0, "ocr", "--format", form, FILE).out)

    def test_there_are_words_and_a_page_without(self):
        self.assertGreater(len(self.words), 100)
        self.assertIn([], [page["words"] for page in self.pages])

    def test_text_has_the_words_of_json(self):
        self.assertEqual(self.files["text"].read_text(encoding="utf-8").split(), self.words)
        self.assertEqual(" ".join(page["text"] for page in self.pages).split(), self.words)

    def test_alto_has_the_words_and_boxes_of_json(self):
        strings = list(xml.parse(self.files["alto"]).iter(ALTO + "String"))
        self.assertEqual([string.get("CONTENT") for string in strings], self.words)
        boxes = [[int(string.get(side)) for side in ("HPOS", "VPOS", "WIDTH", "HEIGHT")] for string in strings]
        self.assertEqual(boxes, [word["box"] for page in self.pages for word in page["words"]])

    def test_hocr_has_the_words_and_boxes_of_json(self):
        words = [span for span in xml.parse(self.files["hocr"]).iter(XHTML + "span") if span.get("class") == "ocrx_word"]
        self.assertEqual([word.text for word in words], self.words)
        corners = [list(map(int, re.match(r"bbox (\d+) (\d+) (\d+) (\d+);", word.get("title")).groups())) for word in words]
        boxes = [[x0, y0, x1 - x0, y1 - y0] for x0, y0, x1, y1 in corners]
        self.assertEqual(boxes, [word["box"] for page in self.pages for word in page["words"]])

    def test_alto_is_valid(self):
        schema = harness.ROOT / "tests/acceptance/alto.xsd"
        judged = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", schema, self.files["alto"]],
                                capture_output=True, text=True)
        self.assertEqual(judged.returncode, 0, judged.stderr)

    def test_the_alto_judge_refuses_what_is_wrong(self):
        broken = self.sohoa.folder / "broken.alto"
        broken.write_text(self.files["alto"].read_text(encoding="utf-8").replace(" WC=", " WORDCONF=", 1), encoding="utf-8")
        schema = harness.ROOT / "tests/acceptance/alto.xsd"
        judged = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", schema, broken], capture_output=True)
        self.assertNotEqual(judged.returncode, 0)

    def test_hocr_is_valid_without_warnings(self):
        judged = subprocess.run([HOCR_SPEC, self.files["hocr"]], capture_output=True, text=True)
        self.assertEqual(judged.returncode, 0, judged.stdout)
        self.assertNotIn("[WARN]", judged.stdout)
        self.assertIn("valid", judged.stdout)


if __name__ == "__main__":
    if not (HOCR_SPEC.exists() and shutil.which("xmllint")):
        sys.exit(77)
    unittest.main()
