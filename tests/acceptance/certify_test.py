"""Copies certified from their originals: foreign judges, the register, and runs killed half-way."""

import csv
import io
import random
import subprocess
import unittest

import harness

KILLS = 12


class Certify(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sohoa = harness.demo_home(cls)
        batch = cls.sohoa.expect(0, "batch", "--json", harness.SAMPLES / "giay-moi.pdf",
                                 harness.SAMPLES / "to-trinh-co-trang-trang.pdf").json
        cls.sources = [copy["id"] for copy in batch["copies"]]

    def certify(self, source, *options):
        return self.sohoa.expect(0, "certify", source, "--approve", "--json", *options).json["certified"][0]

    def entries(self):
        return self.sohoa.expect(0, "register", "list", "--json").json["entries"]

    def test_1_nothing_is_certified_unless_a_person_says_so(self):
        answer = self.sohoa.run("certify", self.sources[0])
        self.assertEqual(answer.code, 1)
        self.assertIn("cli.not_approved", answer.said)
        self.assertEqual(self.entries(), [])

    def test_2_foreign_judges_and_our_own_accept_a_certified_copy(self):
        copy = self.certify(self.sources[0])
        pdf = self.sohoa.fetch(copy["id"])
        self.assertEqual(harness.judge([pdf], self.sohoa.trust_root), "")
        self.assertEqual(self.sohoa.verdict(pdf), "TOTAL_PASSED")
        self.assertEqual((copy["number"], copy["source"]), (1, self.sources[0]))

    def test_3_statement_and_code_can_be_read_on_the_copy(self):
        copy = self.entries()[0]
        pdf = self.sohoa.fetch(copy["id"])
        shown = harness.output_of("pdftotext", "-l", 1, pdf, "-").decode("utf-8")
        for line in ("Chứng thực bản sao đúng với bản chính",
                     f"Số chứng thực: {copy['number']}; quyển số: {copy['book']}", copy["certifier"]):
            self.assertIn(line, shown)
        scanned = self.sohoa.folder / "certified"
        subprocess.run(["pdftoppm", "-r", "200", "-png", "-singlefile", pdf, scanned], check=True)
        codes = self.sohoa.expect(0, "extract", "--json", f"{scanned}.png").json["files"][0]["barcodes"]
        self.assertIn(f"copy={copy['id']}", codes[0]["text"])

    def test_4_search_tells_the_two_sorts_of_copies_apart(self):
        hits = {hit["id"]: hit["product"] for hit in self.sohoa.expect(0, "search", "--json").json["copies"]}
        self.assertEqual(hits[self.sources[0]], "digitised")
        self.assertEqual(hits[self.entries()[0]["id"]], "certified")

    def test_5_a_run_killed_half_way_costs_no_number(self):
        before = len(self.entries())
        chance = random.Random(5)
        for _ in range(KILLS):
            started = subprocess.Popen(
                self.sohoa.command("certify", self.sources[1], "--approve"),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                started.wait(timeout=chance.uniform(0.02, 0.6))
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()
        self.sohoa.run("certify", self.sources[1], "--approve")  # one of the others may have been done
        mine = [entry for entry in self.entries() if entry["source"] == self.sources[1]]
        self.assertEqual([entry["state"] for entry in mine], ["issued"])
        self.assertEqual([entry["number"] for entry in self.entries()], list(range(1, before + 2)))
        self.assertTrue(self.sohoa.expect(0, "doctor", "--deep", "--json").json["ok"])

    def test_6_the_register_goes_into_a_spreadsheet(self):
        table = list(csv.DictReader(io.StringIO(
            self.sohoa.expect(0, "register", "list", "--csv").out.decode("utf-8"))))
        self.assertEqual([row["number"] for row in table], [str(e["number"]) for e in self.entries()])
        self.assertEqual({row["state"] for row in table}, {"issued"})

    def test_7_a_number_issued_cannot_be_declared_void(self):
        answer = self.sohoa.run("register", "void", 1, "--reason", "nhầm")
        self.assertEqual(answer.code, 1)
        self.assertIn("register.entry_closed", answer.said)


if __name__ == "__main__":
    unittest.main()
