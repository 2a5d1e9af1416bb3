"""A batch leaves as a bag, foreign judges find it valid, another home takes it in, and what that home
gives out again is the same to the byte.

The bag is judged by the Library of Congress's bagit, METS and PREMIS by xmllint with package.xsd, ALTO with alto.xsd.
Exits with 77 (skipped) when a judge is missing.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

import harness
import scans

PYTHON = harness.JUDGES / "venv/bin/python"
SCHEMAS = harness.ROOT / "tests/acceptance/schemas"
METS = "{http://www.loc.gov/METS/}"
PREMIS = "{http://www.loc.gov/premis/v3}"
XLINK = "{http://www.w3.org/1999/xlink}"


def digests(folder):
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(Path(folder).rglob("*")) if path.is_file()}


def bagit(folder):
    """What bagit objects to, "" when nothing."""
    judged = subprocess.run([PYTHON, "-W", "ignore", "-m", "bagit", "--validate", folder],
                            capture_output=True, text=True)
    return "" if judged.returncode == 0 else judged.stdout + judged.stderr


def xmllint(schema, file):
    judged = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", schema, file],
                            capture_output=True, text=True,
                            env={"XML_CATALOG_FILES": str(SCHEMAS / "catalog.xml"), "PATH": "/usr/bin"})
    return "" if judged.returncode == 0 else judged.stderr


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sohoa = harness.demo_home(cls)
        cls.shelf = cls.sohoa.folder / "shelf"
        cls.put("HS-01/đơn 100%.jpg", scans.notice(1))
        cls.put("HS-01/to khai.pdf", (harness.SAMPLES / "khai-sinh.pdf").read_bytes())
        cls.put("HS-02/to trinh.pdf", (harness.SAMPLES / "to-trinh-co-trang-trang.pdf").read_bytes())
        cls.put("HS-02/mat.pdf", (harness.SAMPLES / "cong-van-mat.pdf").read_bytes())
        cls.put("HS-02/hong.pdf", b"%PDF-1.4\nnothing more")
        cls.fed = cls.sohoa.run("batch", "--json", cls.shelf).json
        cls.batch = cls.fed["batch"]
        cls.sohoa.expect(0, "balance", cls.batch, "--sign-off", "Trần Thị Mẫu", "--remark", "đủ tờ")
        cls.bag = cls.sohoa.folder / "bag"
        cls.told = cls.sohoa.expect(0, "export", cls.batch, "-o", cls.bag, "--json").json
        cls.other = harness.demo_home(cls)
        shutil.rmtree(cls.other.home / "pki")  # it knows the first one's signers, and has no others
        shutil.copytree(cls.sohoa.home / "pki", cls.other.home / "pki")
        cls.taken = cls.other.expect(0, "import", cls.bag, "--json").json
        cls.back = cls.other.folder / "bag"
        cls.other.expect(0, "export", cls.batch, "-o", cls.back)

    @classmethod
    def put(cls, name, content):
        path = cls.shelf / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def copy_of_bag(self):
        folder = self.sohoa.folder / self.id()
        shutil.copytree(self.bag, folder)
        return folder

    def faults(self, bag):
        answer = self.other.run("import", "--check", bag, "--json")
        self.assertEqual(answer.code, 3, answer.said)
        return {fault["code"] for fault in answer.json["faults"]}

    # --- what goes in

    def test_the_bag_says_what_was_left_out(self):
        self.assertEqual(self.told["left_out"], {"secret": 1, "quarantined": 1})
        self.assertEqual((self.told["files"], self.told["copies"]), (3, 5))

    def test_masters_and_copies_are_in_it_byte_for_byte(self):
        inside = set(digests(self.bag / "data").values())
        for name in ("HS-01/đơn 100%.jpg", "HS-01/to khai.pdf", "HS-02/to trinh.pdf"):
            self.assertIn(hashlib.sha256((self.shelf / name).read_bytes()).hexdigest(), inside)
        for copy in self.fed["copies"]:
            self.assertIn(copy["sha256"], inside)

    def test_nothing_of_the_secret_paper_is_in_it(self):
        secret = (self.shelf / "HS-02/mat.pdf").read_bytes()
        for path in (path for path in self.bag.rglob("*") if path.is_file()):
            content = path.read_bytes()
            self.assertNotEqual(content, secret)
            self.assertNotIn(b"mat.pdf", content, path)
            self.assertNotIn(hashlib.sha256(secret).hexdigest().encode(), content, path)

    def test_balance_and_sign_off_are_in_it(self):
        (batch,) = json.loads((self.bag / "data/package.json").read_text())["statement"]["batches"]
        self.assertEqual(batch["sheets"], self.fed["sheets"])
        self.assertEqual([each["person"] for each in batch["sign_offs"]], ["Trần Thị Mẫu"])

    # --- what foreign judges say

    def test_bagit_finds_it_valid(self):
        self.assertEqual(bagit(self.bag), "")

    def test_bagit_finds_a_changed_byte(self):
        bag = self.copy_of_bag()
        with open(bag / "data/package.json", "a", encoding="utf-8") as file:
            file.write(" ")
        self.assertNotEqual(bagit(bag), "")

    def test_mets_is_valid(self):
        self.assertEqual(xmllint(SCHEMAS / "package.xsd", self.bag / "data/mets.xml"), "")

    def test_the_mets_judge_refuses_what_is_wrong(self):
        broken = self.sohoa.folder / "broken.xml"
        broken.write_text((self.bag / "data/mets.xml").read_text().replace(" CHECKSUMTYPE=", " SUMTYPE=", 1))
        self.assertNotEqual(xmllint(SCHEMAS / "package.xsd", broken), "")

    def test_alto_is_valid(self):
        files = sorted((self.bag / "data/alto").iterdir())
        self.assertEqual(len(files), 3)
        for file in files:
            self.assertEqual(xmllint(harness.ROOT / "tests/acceptance/alto.xsd", file), "")

    def test_mets_names_every_file_with_its_digest(self):
        tree = xml.parse(self.bag / "data/mets.xml")
        named = {file.find(METS + "FLocat").get(XLINK + "href"): file.get("CHECKSUM")
                 for file in tree.iter(METS + "file")}
        held = {name: digest for name, digest in digests(self.bag / "data").items()
                if name.split("/")[0] in ("masters", "copies", "alto", "fields")}
        self.assertEqual(named, held)

    def test_premis_has_an_object_and_an_event_for_every_master_and_copy(self):
        tree = xml.parse(self.bag / "data/mets.xml")
        told = lambda element, value: [each.find(f".//{PREMIS}{value}").text for each in tree.iter(PREMIS + element)]
        objects = told("object", "objectIdentifierValue")
        self.assertEqual(len(objects), self.told["files"] + self.told["copies"])
        self.assertEqual(sorted(objects), sorted(told("event", "linkingObjectIdentifierValue")))
        for each in tree.iter(PREMIS + "object"):
            path = self.bag / "data" / each.find(f".//{PREMIS}objectIdentifierValue").text
            self.assertEqual(each.find(f".//{PREMIS}messageDigest").text, hashlib.sha256(path.read_bytes()).hexdigest())
            self.assertEqual(each.find(f".//{PREMIS}size").text, str(path.stat().st_size))
        self.assertEqual(told("rights", "rightsBasis"), ["statute"])
        agents = set(told("agent", "agentIdentifierValue"))
        self.assertEqual(set(told("event", "linkingAgentIdentifierValue")), agents)

    # --- there and back

    def test_another_home_takes_it_in(self):
        self.assertEqual((self.taken["taken"], self.taken["known"], self.taken["copies"]), (3, 0, 5))
        self.assertEqual(self.taken["unsure"], 0)

    def test_what_comes_back_is_the_same(self):
        self.assertEqual(digests(self.back), digests(self.bag))

    def test_the_other_home_serves_the_copies(self):
        for copy in self.fed["copies"]:
            pdf = self.other.fetch(copy["id"])
            self.assertEqual(hashlib.sha256(pdf.read_bytes()).hexdigest(), copy["sha256"])
            self.assertEqual(self.other.verdict(pdf), "TOTAL_PASSED")
        found = self.other.expect(0, "search", "tờ trình", "--json").json["copies"]
        self.assertTrue(found)

    def test_the_other_home_is_in_order(self):
        self.assertEqual(self.other.expect(0, "doctor", "--deep", "--json").json["problems"], [])
        sheets = self.other.expect(0, "balance", self.batch, "--json").json
        self.assertTrue(harness.closes(sheets["sheets"]))
        self.assertEqual([each["person"] for each in sheets["sign_offs"]], ["Trần Thị Mẫu"])

    def test_taking_it_in_again_does_nothing(self):
        before = self.other.expect(0, "status", self.batch, "--json").json
        again = self.other.expect(0, "import", self.bag, "--json").json
        self.assertEqual((again["taken"], again["known"], again["copies"]), (0, 3, 0))
        self.assertEqual(self.other.expect(0, "status", self.batch, "--json").json, before)

    def test_a_case_file_leaves_alone(self):
        bag = self.sohoa.folder / "case"
        told = self.sohoa.expect(0, "export", "HS-01", "-o", bag, "--json").json
        self.assertEqual((told["files"], told["copies"]), (2, 4))
        self.assertEqual(bagit(bag), "")
        third = harness.demo_home(type(self))
        shutil.rmtree(third.home / "pki")
        shutil.copytree(self.sohoa.home / "pki", third.home / "pki")
        self.assertEqual(third.expect(0, "import", bag, "--json").json["taken"], 2)
        third.expect(0, "export", "HS-01", "-o", third.folder / "again")
        self.assertEqual(digests(third.folder / "again"), digests(bag))
        # The rest of its batch finds its place beside it.
        self.assertEqual(third.expect(0, "import", self.bag, "--json").json["known"], 2)
        self.assertEqual(third.expect(0, "doctor", "--json").json["problems"], [])

    # --- what is refused

    def test_broken_bags_are_refused_and_nothing_is_taken_in(self):
        home = harness.demo_home(type(self))
        bag = self.copy_of_bag()
        (bag / "data/package.json").write_text("{}")
        self.assertEqual(home.run("import", bag).code, 3)
        self.assertEqual(home.expect(0, "status", "--json").json["batches"], [])

    def test_each_broken_rule_has_its_code(self):
        def fetch(bag): (bag / "fetch.txt").write_text("http://example.org/x 1 data/x\n")
        def link(bag): (bag / "data/link").symlink_to("/etc/passwd")
        def leave(bag): (bag / "manifest-sha256.txt").write_text("0" * 64 + "  data/../../x\n")
        def oxum(bag):
            text = (bag / "bag-info.txt").read_text()
            (bag / "bag-info.txt").write_text(re.sub(r"Oxum: \d+", "Oxum: 1", text))
        def undeclared(bag): (bag / "bagit.txt").unlink()
        def missing(bag): (bag / "data/mets.xml").unlink()
        def unlisted(bag): (bag / "data/more").write_text("more")
        for number, (spoil, code) in enumerate([(fetch, "fetch"), (link, "link"), (leave, "path"),
                                                (oxum, "oxum"), (undeclared, "no_declaration"),
                                                (missing, "missing"), (unlisted, "not_listed")]):
            bag = self.sohoa.folder / f"spoilt{number}"
            shutil.copytree(self.bag, bag)
            spoil(bag)
            self.assertIn(code, self.faults(bag), spoil.__name__)

    def rebagged(self, change):
        """A bag that is valid as such, with other records."""
        bag = self.copy_of_bag()
        records = json.loads((bag / "data/package.json").read_text())
        change(records, bag)
        (bag / "data/package.json").write_text(json.dumps(records))
        subprocess.run([PYTHON, "-W", "ignore", "-c",
                        "import bagit, sys; bagit.Bag(sys.argv[1]).save(manifests=True)", bag],
                       check=True, capture_output=True)
        self.assertEqual(bagit(bag), "")
        return bag

    def refusal(self, change):
        home = harness.demo_home(type(self))
        answer = home.run("import", self.rebagged(change))
        self.assertEqual(answer.code, 1, answer.said)
        self.assertEqual(home.expect(0, "status", "--json").json["batches"], [])
        return answer.said

    def test_valid_bags_with_lying_records_are_refused(self):
        def climb(records, _): records["masters"][0]["file"] = "../../../../etc/passwd"
        self.assertIn("pipeline.not_our_package", self.refusal(climb))

    def test_a_copy_whose_signature_does_not_hold_is_refused(self):
        def forge(records, bag):
            paper = records["masters"][0]["papers"][0]
            path = bag / "data" / paper["file"]
            content = bytearray(path.read_bytes())
            content[100] ^= 1
            path.write_bytes(content)
            for key, size in (("sha256", None), ("base_sha256", "base_bytes"), ("operator_sha256", "operator_bytes")):
                paper[key] = hashlib.sha256(content[:paper[size] if size else None]).hexdigest()
        self.assertIn("pipeline.copy_broken", self.refusal(forge))

    def test_a_folder_that_is_there_is_not_written_into(self):
        self.assertIn("warehouse.bag_there", self.sohoa.expect(1, "export", self.batch, "-o", self.bag).said)

    def test_what_is_not_there_cannot_leave(self):
        answer = self.sohoa.expect(1, "export", "HS-99", "-o", self.sohoa.folder / "none")
        self.assertIn("pipeline.nothing_to_export", answer.said)

    def test_help_names_an_example(self):
        for verb in ("export", "import"):
            self.assertIn(b"Example: sohoa", self.sohoa.expect(0, verb, "--help").out)


if __name__ == "__main__":
    judge = subprocess.run([PYTHON, "-W", "ignore", "-c", "import bagit"], capture_output=True) if PYTHON.exists() else None
    if judge is None or judge.returncode != 0 or not shutil.which("xmllint"):
        sys.exit(77)
    unittest.main()
