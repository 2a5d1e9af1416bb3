"""Stored files are read through and mended, and copies go by a retention rule only."""

import json
import os
import shutil
import signal
import subprocess
import unittest

import harness


class Keeping(unittest.TestCase):
    def setUp(self):
        self.sohoa = harness.demo_home(type(self))
        self.sohoa.expect(0, "batch", harness.SAMPLES / "giay-moi.pdf")
        self.copy, = self.sohoa.expect(0, "search", "--json").json["copies"]
        self.folder = self.sohoa.folder / "backup"

    def settings(self, text):
        with (self.sohoa.home / "sohoa.toml").open("a") as file:
            file.write(text)

    def blob(self, digest=None):
        digest = digest or self.copy["sha256"]
        return self.sohoa.home / "blobs/sha256" / digest[:2] / digest[2:4] / digest

    def keeping(self):
        lines = (self.sohoa.home / "journal/keeping.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]

    def damage(self, path):
        path.unlink()
        path.write_bytes(b"not what it was")

    def test_a_damaged_file_is_found_and_put_back_from_a_backup(self):
        self.sohoa.expect(0, "backup", self.folder)
        toml = self.sohoa.home / "sohoa.toml"
        toml.write_text(toml.read_text().replace("[storage]", f'[storage]\nreplicas = ["{self.folder}"]', 1))
        before = self.blob().read_bytes()
        self.damage(self.blob())
        done = self.sohoa.expect(0, "scrub", "--json").json
        self.assertEqual((done["damaged"], done["repaired"], done["whole"]), (1, 1, True))
        self.assertEqual(self.blob().read_bytes(), before)
        self.assertEqual(self.keeping()[-1]["event"], "blob.repaired")
        self.assertEqual(self.sohoa.expect(0, "scrub", "--json").json["damaged"], 0)
        self.sohoa.expect(0, "doctor", "--deep")

    def test_what_cannot_be_mended_is_told_and_kept_aside(self):
        self.damage(self.blob())
        self.assertEqual(self.sohoa.expect(1, "scrub", "--json").json["lost"], 1)
        self.assertTrue((self.sohoa.home / "damaged" / self.copy["sha256"]).exists())
        self.assertEqual(self.keeping()[-1]["event"], "blob.lost")

    def test_nothing_goes_without_a_rule_and_what_a_rule_takes_leaves_a_tombstone(self):
        who = ("--by", "An", "--decision", "12/QĐ-UBND")
        self.assertEqual(self.sohoa.expect(0, "retention", "apply", "--json", *who).json["removed"], [])
        self.sohoa.expect(0, "backup", self.folder)
        self.settings('\n[[retention]]\nrule = "TT 10"\nyears = 1\n')
        due = self.sohoa.expect(0, "retention", "list", "--json").json
        self.assertEqual([copy["id"] for copy in due["due"]], [self.copy["id"]], due)
        self.sohoa.expect(0, "retention", "hold", self.copy["id"], "--reason", "thanh tra", "--by", "An")
        self.assertEqual(self.sohoa.expect(0, "retention", "apply", "--json", *who).json["held"], 1)
        self.sohoa.expect(0, "retention", "release", self.copy["id"], "--by", "An")
        gone = self.sohoa.expect(0, "retention", "apply", "--json", *who).json["removed"]
        self.assertEqual([copy["id"] for copy in gone], [self.copy["id"]])
        self.assertEqual(self.sohoa.expect(0, "search", "--json").json["copies"], [])
        self.assertFalse(self.blob().exists())
        self.assertEqual([path for path in (self.sohoa.home / "blobs/sha256").rglob("*") if path.is_file()], [])
        self.assertEqual([line["event"] for line in self.keeping()],
                         ["copy.held", "copy.released", "copy.to_dispose", "copy.disposed"])
        self.sohoa.expect(0, "doctor", "--deep")
        self.sohoa.expect(0, "backup", self.folder)
        self.assertEqual([path for path in (self.folder / "blobs/sha256").rglob("*") if path.is_file()], [])

    def test_a_backup_during_which_a_paper_is_sealed_comes_out_whole(self):
        toml = self.sohoa.home / "sohoa.toml"
        text = toml.read_text()
        toml.write_text(text.replace("officer_certificate", "# officer_certificate"))
        self.sohoa.run("batch", harness.SAMPLES / "cong-van-mat.pdf")
        toml.write_text(text)
        (self.sohoa.home / "faults-allowed").touch()
        faults = json.dumps({"rules": [{"at": "backup.snapshot", "hit": 1, "do": "stop"}]})
        with subprocess.Popen(self.sohoa.command("backup", "--json", self.folder),
                              stdout=subprocess.PIPE,
                              env=dict(os.environ, SOHOA_FAULTS=faults)) as backup:
            _, status = os.waitpid(backup.pid, os.WUNTRACED)
            self.assertTrue(os.WIFSTOPPED(status))
            before = sum(1 for path in (self.sohoa.home / "blobs").rglob("*") if path.is_file())
            self.sohoa.run("batch", harness.SAMPLES / "cong-van-mat.pdf")
            after = sum(1 for path in (self.sohoa.home / "blobs").rglob("*") if path.is_file())
            self.assertLess(after, before, "nothing was sealed")
            backup.send_signal(signal.SIGCONT)
            said = json.loads(backup.communicate()[0])
        self.assertEqual((backup.returncode, said["ok"], said["problems"]), (0, True, []))
        shutil.rmtree(self.folder)


if __name__ == "__main__":
    unittest.main()
