"""The whole scan corpus that may lie beside the checkout: balance, judges, and the error rate."""

import json
import subprocess
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor

import harness

SKIPPED = 77  # ctest's SKIP_RETURN_CODE
MOST_ERRORS = 0.025
MOST_TEXT_CHANGED = 0.01
MOST_COPIES_APART = 5  # tables and signature blocks that pdftotext takes for columns


class Corpus(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sohoa = harness.demo_home(cls)
        cls.truths = {path.stem: json.loads(path.read_text(encoding="utf-8"))
                      for path in sorted(harness.CORPUS.glob("*.json"))}
        cls.batch = cls.sohoa.run("batch", "--json", harness.CORPUS).json
        cls.texts = cls.read_pages()

    @classmethod
    def read_pages(cls):
        """By the name of the scan: the text of each of its pages."""
        def read(scan):
            answer = cls.sohoa.expect(0, "ocr", "--json", scan)
            return scan.stem, [page["text"] for page in answer.json["files"][0]["pages"]]

        scans = sorted(p for p in harness.CORPUS.iterdir() if p.suffix in (".pdf", ".tif"))
        with ThreadPoolExecutor(2) as pool:
            return dict(pool.map(read, scans))

    def secret_files(self):
        return {name for name, truth in self.truths.items()
                if any(document["metadata"].get("do_mat") for document in truth["documents"])}

    def test_every_sheet_is_accounted_for(self):
        sheets = self.batch["sheets"]
        self.assertTrue(harness.closes(sheets), sheets)
        self.assertEqual(sheets["fed"], sum(len(truth["pages"]) for truth in self.truths.values()))

    def test_secret_files_are_held_and_all_others_copied(self):
        copied = {copy["path"].rsplit("/", 1)[-1].split(".")[0] for copy in self.batch["copies"]}
        self.assertEqual(copied, set(self.truths) - self.secret_files())

    def test_foreign_judges_accept_every_copy(self):
        pdfs = [self.sohoa.fetch(copy["id"]) for copy in self.batch["copies"]]
        self.assertEqual(harness.judge(pdfs, self.sohoa.trust_root), "")

    def test_the_text_is_read_well(self):
        read = self.sohoa.folder / "read"
        read.mkdir()
        for name, pages in self.texts.items():
            for number, text in enumerate(pages, 1):
                (read / f"{name}-p{number:02d}.txt").write_text(text, encoding="utf-8")
        score = self.sohoa.folder / "score.json"
        subprocess.run([sys.executable, harness.CORPUS.parent / "score.py", "text", "--truth",
                        harness.CORPUS, "--hyp", read, "--json", score], check=True)
        self.assertLessEqual(json.loads(score.read_text())["all"]["cer"], MOST_ERRORS)

    def changed_text(self, *order):
        """(copy's file, characters changed by pdftotext, characters read) of every copy."""
        for copy in self.batch["copies"]:
            name = copy["path"].rsplit("/", 1)[-1].split(".")[0]
            due = [harness.cer.plain(self.texts[name][index]) for index in copy["pages"]]
            got = harness.copy_text(self.sohoa.fetch(copy["id"]), *order).split("\f")
            wrong = sum(harness.cer.distance(page, harness.cer.plain(got[number]))
                        for number, page in enumerate(due))
            yield name, wrong, sum(map(len, due))

    def test_the_text_of_every_copy_is_what_was_read(self):
        for name, wrong, length in self.changed_text("-raw"):
            with self.subTest(file=name):
                self.assertLessEqual(wrong, MOST_TEXT_CHANGED * length + 1)

    def test_the_order_that_pdftotext_finds_by_itself_is_nearly_always_that_of_reading(self):
        copies = list(self.changed_text())
        self.assertLessEqual(sum(wrong for _, wrong, _ in copies),
                             MOST_TEXT_CHANGED * sum(length for _, _, length in copies), copies)
        apart = [name for name, wrong, length in copies if wrong > MOST_TEXT_CHANGED * length + 1]
        self.assertLessEqual(len(apart), MOST_COPIES_APART, apart)


if __name__ == "__main__":
    if not harness.CORPUS.is_dir():
        print(f"SKIP: there is no corpus at {harness.CORPUS}")
        sys.exit(SKIPPED)
    unittest.main()
