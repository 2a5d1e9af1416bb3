"""A folder of good and bad files: each bad one is refused with its name, page and cause; all others
are done."""

import os
import subprocess
import unicodedata
import unittest

import harness
import scans

GOOD_NAMES = ["to khai (1).jpg", "\"ngoặc\" 'kép'.jpg", "dòng một\ndòng hai.jpg", "--json.jpg",
              unicodedata.normalize("NFD", "giấy khai sinh số 7.jpg")]
CAUSES = {"empty.pdf": "scan.empty", "empty.tif": "scan.empty", "half.pdf": "scan.truncated",
          "half.tif": "scan.truncated", "half.jpg": "scan.truncated",
          "locked.pdf": "scan.encrypted", "text.pdf": "scan.unknown_format",
          "bomb.png": "scan.too_large", "no-pages.tif": "scan.no_pages"}


def encrypted(folder):
    plain = folder / "plain.pdf"
    plain.write_bytes(scans.typed_pdf(["secret"]))
    subprocess.run(["qpdf", "--encrypt", "user", "owner", "256", "--", plain, folder / "locked.pdf"],
                   check=True)
    return (folder / "locked.pdf").read_bytes()


class BadInput(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sohoa = harness.demo_home(cls)
        cls.inputs = cls.sohoa.folder / "scans"
        cls.inputs.mkdir()
        for number, name in enumerate(GOOD_NAMES):
            (cls.inputs / name).write_bytes(scans.notice(number))
        (cls.inputs / "twice.jpg").write_bytes(scans.notice(0))
        cls.bad = cls.bad_files()
        for name, content in cls.bad.items():
            (cls.inputs / name).write_bytes(content)
        cls.unreadable = cls.unreadable_entries()
        cls.answer = cls.sohoa.expect(1, "batch", "--json", cls.inputs)
        cls.batch = cls.answer.json

    @classmethod
    def bad_files(cls):
        page = scans.notice(100)
        return {"empty.pdf": b"",
                "empty.tif": b"",
                "half.pdf": scans.image_pdf(page, 621, 875)[:len(page) // 2],
                "half.tif": scans.tiff()[:12000],
                "half.jpg": page[:len(page) // 2],
                "locked.pdf": encrypted(cls.sohoa.folder),
                "text.pdf": b"This is a letter, not a scan.\n" * 40,
                "bomb.png": scans.png_bomb(),
                "no-pages.tif": scans.tiff_without_pages()}

    @classmethod
    def unreadable_entries(cls):
        """Entries of the folder that are no files to be read, whoever runs this."""
        (cls.inputs / "around.jpg").symlink_to("about.jpg")
        (cls.inputs / "about.jpg").symlink_to("around.jpg")
        (cls.inputs / "gone.pdf").symlink_to("nowhere.pdf")
        (cls.inputs / "again").symlink_to(cls.inputs, target_is_directory=True)
        os.mkfifo(cls.inputs / "pipe.pdf")
        names = ["around.jpg", "about.jpg", "gone.pdf", "pipe.pdf"]
        if os.geteuid() != 0:  # root may read everything
            (cls.inputs / "closed.jpg").write_bytes(scans.notice(101))
            (cls.inputs / "closed.jpg").chmod(0)
            names.append("closed.jpg")
        return names

    def complaint(self, name):
        """What the program says about a file, in its report or on standard error."""
        held = [item for item in self.batch["quarantined"] if item["path"].endswith("/" + name)]
        said = [line for line in self.answer.said.splitlines() if name in line]
        return [f"{item['code']}: {item['reason']}" for item in held] + said

    def test_each_bad_file_is_refused_with_its_name_and_cause(self):
        self.assertEqual(set(CAUSES), set(self.bad))
        for name, cause in CAUSES.items():
            with self.subTest(file=name):
                complaint = " ".join(self.complaint(name))
                self.assertIn(name, complaint, self.answer.said)
                self.assertIn(cause, complaint)

    def test_the_page_that_is_refused_is_named(self):
        self.assertIn("bomb.png, page 1: ", " ".join(self.complaint("bomb.png")))

    def test_entries_that_cannot_be_read_are_named(self):
        for name in self.unreadable:
            with self.subTest(file=name):
                self.assertTrue(self.complaint(name), self.answer.said)

    def test_no_bad_file_has_a_copy(self):
        copied = {copy["path"].rsplit("/", 1)[-1] for copy in self.batch["copies"]}
        self.assertEqual(copied & {*self.bad, *self.unreadable}, set())

    def test_all_others_are_done(self):
        copied = sorted(copy["path"].rsplit("/", 1)[-1] for copy in self.batch["copies"])
        first_of_twins = {"to khai (1).jpg", "twice.jpg"} & set(copied)
        self.assertEqual(len(first_of_twins), 1, copied)
        due = [str(name) for name in GOOD_NAMES[1:]]
        self.assertEqual(sorted(set(copied) - first_of_twins), sorted(due))

    def test_the_twin_is_linked_and_named(self):
        names = {twin["path"].rsplit("/", 1)[-1] for twin in self.batch["duplicates"]}
        self.assertEqual(len(names & {"to khai (1).jpg", "twice.jpg"}), 1, names)

    def test_the_balance_closes(self):
        self.assertTrue(harness.closes(self.batch["sheets"]), self.batch["sheets"])

    def test_reports_are_one_json_document_without_control_characters_in_messages(self):
        self.assertNotIn("\ndòng hai.jpg", harness.nfc(self.answer.said))

    def test_the_doctor_finds_nothing(self):
        self.assertEqual(self.sohoa.expect(0, "doctor", "--json").json["problems"], [])

    def test_reading_alone_refuses_them_too(self):
        for name in self.bad:
            with self.subTest(file=name):
                answer = self.sohoa.run("ocr", "--json", self.inputs / name)
                self.assertEqual(answer.code, 1, answer.said)
                self.assertIn(name, answer.said)
                self.assertIn(CAUSES[name], answer.said)


if __name__ == "__main__":
    unittest.main()
