"""A shelf of boxes: looked at first, planned, fed, held up, done again, signed off and reported."""

import csv
import hashlib
import io
import re
import unittest
from pathlib import Path

import harness
import scans

SECRET = harness.SAMPLES / "cong-van-mat.pdf"
PAPERS = harness.SAMPLES / "khai-sinh.pdf"


def snapshot(folder):
    """Every file below a folder with its content. SQLite's own helpers and locks come and go."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(Path(folder).rglob("*"))
            if path.is_file() and path.suffix not in (".db-wal", ".db-shm", ".lock")}


class Backlog(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sohoa = harness.demo_home(cls)
        cls.shelf = cls.sohoa.folder / "shelf"
        cls.put("hop 1/HS-01/a.jpg", scans.notice(1))
        cls.put("hop 1/HS-01/b.jpg", scans.notice(2))
        cls.put("hop 2/HS-07/to khai.pdf", PAPERS.read_bytes())
        cls.put("hop 2/HS-07/mat.pdf", SECRET.read_bytes())
        cls.put("hop 2/HS-07/a lan nua.jpg", scans.notice(1))
        cls.put("hop 2/HS-07/hong.pdf", b"%PDF-1.4\nnothing more")
        cls.put("le.jpg", scans.notice(9))
        cls.before = snapshot(cls.sohoa.home)
        cls.pattern = ("--case-pattern", "hop {box}/{case}/{file}")
        cls.dry = cls.sohoa.run("batch", "--dry-run", "--json", *cls.pattern, cls.shelf)
        cls.planned = cls.sohoa.run("batch", "--plan", "--sample", "3", "--json", *cls.pattern, cls.shelf)
        cls.after = snapshot(cls.sohoa.home)
        cls.fed = cls.sohoa.run("batch", "--json", *cls.pattern, cls.shelf)
        cls.batch = cls.fed.json["batch"]
        cls.report = cls.sohoa.folder / "report"
        cls.sheet = cls.sohoa.folder / "report.csv"
        cls.told = cls.sohoa.expect(0, "report", cls.batch, "--html", cls.report, "--csv", cls.sheet,
                                    "--json").json

    @classmethod
    def put(cls, name, content):
        path = cls.shelf / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def fates(self):
        return {Path(file["path"]).name: file for file in self.dry.json["files"]}

    # --- looking first

    def test_looking_writes_nothing(self):
        self.assertEqual(self.before, self.after)

    def test_looking_tells_what_would_come_in_and_what_not(self):
        fates = {name: file["fate"] for name, file in self.fates().items()}
        self.assertEqual(fates, {"a.jpg": "taken", "b.jpg": "taken", "to khai.pdf": "taken",
                                 "mat.pdf": "taken", "a lan nua.jpg": "duplicate",
                                 "hong.pdf": "held", "le.jpg": "refused"})
        self.assertEqual(self.fates()["le.jpg"]["code"], "pipeline.no_case_place")
        self.assertEqual(self.dry.code, 1)

    def test_looking_tells_case_files_and_pages(self):
        self.assertEqual((self.dry.json["case_files"], self.dry.json["pages"]), (2, 8))
        self.assertEqual(self.fates()["b.jpg"]["case_file"], "HS-01")

    def test_the_plan_measures_pages_and_names_its_needs(self):
        plan = self.planned.json["plan"]
        self.assertEqual((plan["pages"], plan["sampled"], plan["failed"]), (8, 3, 0))
        self.assertGreater(plan["seconds_per_page"], 0)
        self.assertLessEqual(plan["seconds_low"], plan["seconds"])
        self.assertLessEqual(plan["seconds"], plan["seconds_high"])
        self.assertGreater(plan["disk_bytes"], sum(path.stat().st_size for path in self.shelf.rglob("*.jpg")))

    def test_looking_foretold_the_batch(self):
        fed = self.fed.json
        self.assertEqual(self.dry.json["batch"], fed["batch"])
        self.assertEqual(fed["taken"], self.dry.json["taken"] + self.dry.json["held"])
        self.assertEqual(fed["sheets"]["fed"], 8 + 1)  # a file that cannot be opened is one sheet

    def test_a_pattern_that_is_wrong_is_an_error_at_once(self):
        answer = self.sohoa.run("batch", "--dry-run", "--case-pattern", "{box", self.shelf)
        self.assertEqual(answer.code, 1)
        self.assertIn("case pattern", answer.said)

    # --- what came in

    def test_papers_belong_to_the_case_file_of_the_pattern(self):
        cases = {document["case_file"] for document in self.told["documents"]}
        self.assertEqual(cases, {"HS-01", "HS-07"})

    def test_a_duplicate_is_linked_and_counted_once(self):
        self.assertTrue(harness.closes(self.fed.json["sheets"]))
        (again,) = self.fed.json["duplicates"]
        self.assertTrue(again["path"].endswith("a lan nua.jpg"))
        (linked,) = self.told["duplicates"]
        self.assertTrue(linked["same_as"].endswith("HS-01/a.jpg"))

    # --- the report

    def test_the_report_counts_the_secret_paper_and_tells_nothing_of_it(self):
        self.assertEqual(self.told["secret_papers"], 1)
        titles = [document["title"] for document in self.told["documents"]]
        self.assertEqual(len(titles), 5)
        held = [row for row in self.told["quarantined"] if row["code"] == "metadata.state_secret"]
        self.assertEqual(len(held), 1)

    def test_no_picture_shows_a_secret_page(self):
        page = (self.report / "index.html").read_text(encoding="utf-8")
        row = next(line for line in page.splitlines() if "mat.pdf" in line)
        self.assertNotIn("<img", row)

    def test_the_report_shows_pictures_of_doubtful_fields(self):
        page = (self.report / "index.html").read_text(encoding="utf-8")
        shown = re.findall(r'src="pictures/(\d+\.jpg)"', page)
        self.assertTrue(shown)
        self.assertEqual(sorted(shown), sorted(path.name for path in (self.report / "pictures").iterdir()))
        for name in shown:
            self.assertTrue((self.report / "pictures" / name).read_bytes().startswith(b"\xff\xd8\xff"))

    def test_the_csv_has_a_line_for_every_paper_and_every_held_item(self):
        text = self.sheet.read_bytes().decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual(len(rows), len(self.told["documents"]) + len(self.told["quarantined"]))
        self.assertIn("so_ky_hieu", rows[0])
        self.assertEqual({row["case_file"] for row in rows if row["state"] == "delivered"}, {"HS-01", "HS-07"})

    # --- held up and done again

    def test_quarantine_is_listed_by_reason(self):
        reasons = self.sohoa.expect(0, "quarantine", "list", "--by-reason", "--batch", self.batch,
                                    "--json").json["reasons"]
        counts = {reason["code"]: reason["count"] for reason in reasons}
        self.assertEqual(counts["metadata.state_secret"], 1)
        self.assertEqual(counts["pipeline.no_case_place"], 1)

    # --- the balance

    def test_the_balance_is_refused_without_a_name_and_for_an_unknown_batch(self):
        self.assertIn("cli.no_person", self.sohoa.expect(1, "balance", self.batch, "--sign-off", "  ").said)
        self.assertIn("cli.no_such_batch", self.sohoa.expect(1, "balance", "lo-khac").said)

    def test_the_balance_is_signed_off_again_and_again_and_nothing_is_lost(self):
        self.sohoa.expect(0, "balance", self.batch, "--sign-off", "Trần Thị Mẫu", "--remark", "đủ tờ")
        told = self.sohoa.expect(0, "balance", self.batch, "--sign-off", "Lê Văn Thử", "--json").json
        people = [(each["person"], each["remark"]) for each in told["sign_offs"]]
        self.assertEqual(people[-2:], [("Trần Thị Mẫu", "đủ tờ"), ("Lê Văn Thử", "")])
        self.assertEqual(told["sign_offs"][-1]["sheets"], self.fed.json["sheets"])

    def test_the_journal_has_every_sheet_once_and_adds_up(self):
        journal = self.sohoa.folder / "journal.csv"
        self.sohoa.expect(0, "balance", self.batch, "--csv", journal)
        rows = list(csv.DictReader(io.StringIO(journal.read_bytes().decode("utf-8-sig"))))
        sheets = self.fed.json["sheets"]
        for fate in ("kept", "blank", "separator", "quarantined"):
            self.assertEqual(sum(row["fate"] == fate for row in rows), sheets[fate], fate)
        self.assertEqual(len(rows), sheets["fed"])
        self.assertEqual(len({(row["sha256"], row["page"]) for row in rows}), len(rows))

    def test_the_record_is_pdf_a_and_says_who_answers(self):
        self.sohoa.expect(0, "balance", self.batch, "--sign-off", "Trần Thị Mẫu")
        record = self.sohoa.folder / "record.pdf"
        self.sohoa.expect(0, "balance", self.batch, "--pdf", record)
        text = harness.nfc(harness.output_of("pdftotext", "-layout", record, "-").decode())
        for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BIÊN BẢN", "Trần Thị Mẫu", self.batch):
            self.assertIn(words, text)
        self.assertNotIn("mat.pdf", text)
        self.assertRegex(text, rf"Tờ nạp vào\s+{self.fed.json['sheets']['fed']}\b")
        if (harness.JUDGES / "verapdf").exists():
            verdict = harness.output_of("java", "-cp", f"{harness.JUDGES}/verapdf/*",
                                        "org.verapdf.apps.GreenfieldCliWrapper", "--flavour", "2u",
                                        "--format", "text", record)
            self.assertTrue(verdict.startswith(b"PASS"), verdict)

    def test_help_names_an_example(self):
        for verb in (["batch"], ["batch", "rerun"], ["batch", "resume"], ["report"], ["balance"],
                     ["quarantine", "retry"], ["quarantine", "list"]):
            self.assertIn(b"Example: sohoa", self.sohoa.expect(0, *verb, "--help").out)


class DoneAgain(unittest.TestCase):
    """A page too large for the settings is held; the rest is signed; the held part is done again."""

    @classmethod
    def setUpClass(cls):
        cls.sohoa = harness.demo_home(cls)
        settings = cls.sohoa.home / "sohoa.toml"
        settings.write_text(re.sub(r"max_megapixels = \d+", "max_megapixels = 1", settings.read_text()))
        cls.shelf = cls.sohoa.folder / "shelf"
        cls.shelf.mkdir()
        (cls.shelf / "nho.jpg").write_bytes(scans.notice(1))
        (cls.shelf / "to.jpg").write_bytes(scans.jpeg(["TO TRINH", "ve viec lon"], dpi=300))
        cls.first = cls.sohoa.run("batch", "--json", cls.shelf).json
        cls.batch = cls.first["batch"]
        (held,) = cls.first["quarantined"]
        cls.code = held["code"]
        cls.under_same = cls.sohoa.run("batch", "rerun", cls.batch, "--json").json
        cls.again = cls.sohoa.run("batch", "rerun", cls.batch, "--reason", cls.code,
                                  "--set", "scan.max_megapixels=100", "--json")

    def test_there_is_no_record_before_somebody_signs_off(self):
        answer = self.sohoa.expect(1, "balance", self.batch, "--pdf", self.sohoa.folder / "x.pdf")
        self.assertIn("cli.not_signed_off", answer.said)

    def test_only_the_held_file_waited(self):
        self.assertEqual(self.first["sheets"]["kept"], 1)
        self.assertTrue(self.first["quarantined"][0]["path"].endswith("to.jpg"))

    def test_under_the_same_settings_it_is_held_again(self):
        self.assertEqual([row["code"] for row in self.under_same["quarantined"]], [self.code])
        self.assertEqual(self.under_same["started_again"], 1)

    def test_under_other_settings_it_is_signed(self):
        self.assertEqual(self.again.code, 0, self.again.said)
        self.assertEqual(self.again.json["sheets"]["kept"], 2)
        self.assertTrue(harness.closes(self.again.json["sheets"]))

    def test_the_copy_that_was_signed_first_stands_and_is_not_doubled(self):
        (first,) = self.first["copies"]
        after = {copy["id"]: copy["sha256"] for copy in self.again.json["copies"]}
        self.assertEqual(after[first["id"]], first["sha256"])
        self.assertEqual(len(after), 2)
        found = self.sohoa.expect(0, "search", "--json").json["copies"]
        self.assertEqual({copy["id"] for copy in found}, set(after))

    def test_a_signed_file_is_left_alone_and_that_is_said(self):
        answer = self.sohoa.run("batch", "rerun", self.batch, "--only", "nho.jpg", "--json")
        self.assertEqual(answer.code, 1)
        self.assertEqual([row["code"] for row in answer.json["left"]], ["store.copy_stands"])

    def test_only_settings_of_reading_can_be_set(self):
        for setting in ("signing.level=B-B", "ocr.languag=vie", "scan.max_megapixels=viel"):
            answer = self.sohoa.run("batch", "rerun", self.batch, "--set", setting)
            self.assertEqual(answer.code, 1, setting)
            self.assertIn("core.bad_settings", answer.said)

    def test_a_file_that_is_not_in_the_batch_is_an_error(self):
        answer = self.sohoa.run("batch", "rerun", self.batch, "--only", "khac.jpg")
        self.assertEqual(answer.code, 1)
        self.assertIn("cli.not_in_batch", answer.said)

    def test_a_batch_goes_on_by_its_name(self):
        self.assertEqual(self.sohoa.expect(0, "batch", "resume", self.batch, "--json").json["batch"], self.batch)
        self.assertEqual(self.sohoa.run("batch", "resume", "lo-khac").code, 1)

    def test_the_doctor_finds_nothing(self):
        self.assertEqual(self.sohoa.expect(0, "doctor", "--json").json["problems"], [])


if __name__ == "__main__":
    unittest.main()
