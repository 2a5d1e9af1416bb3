"""What a reviewer corrects at the desk is in the copy that comes out: its text, search and ALTO."""

import subprocess
import unittest
from pathlib import Path

import console
import harness


class Review(console.ConsoleTest):
    @classmethod
    def setUpClass(cls):
        sohoa = harness.demo_home(cls)
        fed = sohoa.expect(0, "batch", harness.SAMPLES / "khai-sinh.pdf",
                           harness.SAMPLES / "to-trinh-co-trang-trang.pdf", "--review", "always",
                           "--json").json
        cls.batch, cls.fed = fed["batch"], fed
        cls.approved = Path(sohoa.folder, "approved")
        cls.begin(sohoa, APPROVED=str(cls.approved), BIRTH="khai sinh", LONG="trình")
        cls.environment["REVIEWER_PASSWORD"] = cls.operator("soat", "review")
        cls.environment["SECOND_PASSWORD"] = cls.operator("soat2", "review")

    def test_a_reviewer_corrects_and_the_copy_says_so(self):
        self.assertEqual(self.fed["copies"], [])
        self.assertGreaterEqual(self.fed["reviews_waiting"], 2)
        self.assertEqual(self.sohoa.expect(0, "status", "--json").json["batches"][0]["jobs_open"], 0)
        self.passes("review")
        copy = self.approved.read_text()
        # Whoever finishes it, the server's workers or this command.
        self.sohoa.expect(0, "batch", "resume", self.batch)
        pdf = self.sohoa.fetch(copy)
        text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True)
        self.assertIn("Sửachữthử", harness.nfc(text.stdout))
        found = self.sohoa.expect(0, "search", "Sửachữthử", "--json").json["copies"]
        self.assertEqual([each["id"] for each in found], [copy])
        reader = self.server.client("doc", "read")
        alto = reader.call("GET", f"/api/v1/copies/{copy}/alto")
        self.assertIn("Sửachữthử", harness.nfc(alto.body.decode()))
        self.assertEqual(self.sohoa.verdict(pdf), "TOTAL_PASSED")
        self.sohoa.expect(0, "doctor")


if __name__ == "__main__":
    unittest.main()
