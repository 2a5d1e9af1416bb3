"""The whole scan corpus that may lie beside the checkout: balance, judges, and the error rate."""

import json
import subprocess
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor

import harness

SKIPPED = 77  # ctest's SKIP_RETURN_CODE
MOST_ERRORS = 0.06


class Corpus(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sohoa = harness.demo_home(cls)
        cls.truths = {path.stem: json.loads(path.read_text(encoding="utf-8"))
                      for path in sorted(harness.CORPUS.glob("*.json"))}
        cls.batch = cls.sohoa.run("batch", "--json", harness.CORPUS).json

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
        scans = sorted(p for p in harness.CORPUS.iterdir() if p.suffix in (".pdf", ".tif"))
        with ThreadPoolExecutor(2) as pool:
            for scan, answer in zip(scans, pool.map(self.read, scans)):
                for page in answer.json["files"][0]["pages"]:
                    text = read / f"{scan.stem}-p{page['index'] + 1:02d}.txt"
                    text.write_text(page["text"], encoding="utf-8")
        score = self.sohoa.folder / "score.json"
        subprocess.run([sys.executable, harness.CORPUS.parent / "score.py", "text", "--truth",
                        harness.CORPUS, "--hyp", read, "--json", score], check=True)
        self.assertLessEqual(json.loads(score.read_text())["all"]["cer"], MOST_ERRORS)

    def read(self, scan):
        return self.sohoa.expect(0, "ocr", "--json", scan)


if __name__ == "__main__":
    if not harness.CORPUS.is_dir():
        print(f"SKIP: there is no corpus at {harness.CORPUS}")
        sys.exit(SKIPPED)
    unittest.main()
