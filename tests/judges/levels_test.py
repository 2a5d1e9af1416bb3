#!/usr/bin/env python3
"""Every level and product that the program signs, before all foreign judges at once.

For digitised and certified copies at B-B, B-T, B-LT and B-LTA, with RSA keys of all sizes under PSS and
PKCS#1 padding and with P-256 and P-384: EU DSS and our own verifier name the level asked for and pass it,
pyHanko validates the long-term levels from the file alone, veraPDF finds PDF/A-2u, pdfsig valid signatures
over the whole file. Each judge that starts slowly is started once for all files.
"""

import asyncio
import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import judge_copies as judges
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from lxml import etree
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import DocumentSecurityStore, policy_decl, validate_pdf_signature
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import (CertRevTrustPolicy, RevocationCheckingPolicy,
                                               RevocationCheckingRule)
from pyhanko_certvalidator.registry import SimpleTrustManager

ROOT = Path(__file__).resolve().parents[2]
SOHOA = Path(os.environ.get("SOHOA", ROOT / "build" / "release" / "sohoa"))
LEVELS = ("B-B", "B-T", "B-LT", "B-LTA")
EVIDENCE_FOLLOWS = "pdfsig: the last signature does not cover the whole file"
KEYS = {"rsa2048": lambda: rsa.generate_private_key(65537, 2048),
        "rsa3072": lambda: rsa.generate_private_key(65537, 3072),
        "rsa4096": lambda: rsa.generate_private_key(65537, 4096),
        "p256": lambda: ec.generate_private_key(ec.SECP256R1()),
        "p384": lambda: ec.generate_private_key(ec.SECP384R1())}
ALGORITHMS = {name: ("rsa-pss", "rsa-pkcs1") if name.startswith("rsa") else ("ecdsa",) for name in KEYS}
ROLES = ("operator", "certifier", "agency")
SAMPLE = ROOT / "tests" / "data" / "samples" / "giay-moi.pdf"


def ask_dss(pdfs, root, crls, pictures=True):
    """{path: [(field id, level, indication, sub-indication)]} of one run over all files."""
    jars = judges.JUDGES / "dss"
    done = subprocess.run(["java", f"-Dpictures={str(pictures).lower()}", "-cp", f"{jars}/*:{jars}",
                           "DssJudge", root, crls, *pdfs],
                          capture_output=True, text=True, timeout=120 + 30 * len(pdfs), check=True)
    answers = {str(pdf): [] for pdf in pdfs}
    for line in done.stdout.splitlines():
        path, *rest = line.split("\t")
        answers[path].append(rest)
    return answers


def issue(pki, role, kind):
    """keys/ROLE-KIND.pem and .chain: a certificate like the demo one of the role, for another key."""
    demo = x509.load_pem_x509_certificate((pki / f"certs/{role}.pem").read_bytes())
    issuer = x509.load_pem_x509_certificate((pki / "ca/issuing.pem").read_bytes())
    issuing_key = serialization.load_pem_private_key((pki / "ca/issuing.key").read_bytes(), None)
    key = KEYS[kind]()
    builder = (x509.CertificateBuilder().subject_name(demo.subject).issuer_name(issuer.subject)
               .public_key(key.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(demo.not_valid_before_utc).not_valid_after(demo.not_valid_after_utc))
    for extension in demo.extensions:
        value = extension.value
        if isinstance(value, x509.SubjectKeyIdentifier):
            value = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        builder = builder.add_extension(value, extension.critical)
    pem = serialization.Encoding.PEM
    (pki / "keys" / f"{role}-{kind}.chain").write_bytes(
        builder.sign(issuing_key, hashes.SHA256()).public_bytes(pem) + issuer.public_bytes(pem))
    (pki / "keys" / f"{role}-{kind}.pem").write_bytes(key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


class Levels(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.home = Path(cls.folder.name) / "home"
        cls.sohoa("init", "--demo")
        cls.pki = cls.home / "pki"
        cls.settings = cls.home / "sohoa.toml"
        cls.demo = cls.settings.read_text()
        bases = {"operator": cls.home / "digitised.pdf", "certifier": cls.home / "certified.pdf"}
        cls.sohoa("assemble", SAMPLE, "-o", bases["operator"])
        bases["certifier"].write_bytes(cls.first_revision(cls.certified("B-T")))
        cls.files = {}
        for kind in KEYS:
            for role in ROLES:
                issue(cls.pki, role, kind)
            for algorithm in ALGORITHMS[kind]:
                cls.use_keys(kind, algorithm)
                for person, base in bases.items():
                    for level in LEVELS:
                        out = cls.home / f"{person}-{algorithm}-{kind}-{level}.pdf"
                        cls.sohoa("sign", base, "-o", out, "--as", person, "--as", "agency",
                                  "--level", level)
                        cls.files[out] = level
        cls.settings.write_text(cls.demo)
        cls.files[cls.certified("B-LTA")] = "B-LTA"

    @classmethod
    def certified(cls, level):
        """A certified copy of the sample as `sohoa certify` makes it, at a level of the settings."""
        cls.settings.write_text(cls.demo.replace('= "B-T"', f'= "{level}"'))
        scan = cls.home / f"{level}{SAMPLE.suffix}"
        # The same paper twice would be the same copy.
        scan.write_bytes(SAMPLE.read_bytes() + f"% {level}\n".encode())
        batch = json.loads(cls.sohoa("batch", "--json", scan))
        made = json.loads(cls.sohoa("certify", batch["copies"][0]["id"], "--approve", "--json"))
        out = cls.home / f"certify-{level}.pdf"
        cls.sohoa("fetch", made["certified"][0]["id"], "-o", out)
        return out

    @staticmethod
    def first_revision(pdf):
        data = pdf.read_bytes()
        return data[:data.index(b"%%EOF\n") + 6]

    @classmethod
    def use_keys(cls, kind, algorithm):
        text = cls.demo
        for role in ROLES:
            text = re.sub(rf"(\[signing\.{role}\][^\n]*\n)(?:[^\[\n][^\n]*\n)*",
                          rf'\1key = "pki/keys/{role}-{kind}.pem"\n'
                          rf'certificate = "pki/keys/{role}-{kind}.chain"\n'
                          rf'algorithm = "{algorithm}"\n', text)
        cls.settings.write_text(text)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def sohoa(cls, *arguments, expect=0):
        done = subprocess.run([SOHOA, "--home", cls.home, *arguments], capture_output=True, text=True)
        assert done.returncode == expect, f"{arguments}: {done.returncode}\n{done.stderr}"
        return done.stdout

    def files_at(self, wanted):
        return [pdf for pdf, level in self.files.items() if level == wanted]

    def test_our_verifier_names_the_level(self):
        reports = json.loads(self.sohoa("--json", "verify", *self.files, "--policy", "sohoa"))["files"]
        for report, (pdf, level) in zip(reports, self.files.items(), strict=True):
            self.assertEqual((report["path"], report["verdict"], report["level"]),
                             (str(pdf), "TOTAL_PASSED", level))

    def test_eu_dss_names_the_level(self):
        # Comparing revisions as pictures takes DSS twelve seconds a file; one of each product will do.
        seen = [self.files_at("B-LTA")[0], self.files_at("B-LTA")[-1]]
        answers = ask_dss([pdf for pdf in self.files if pdf not in seen], self.pki / "trust/root.pem",
                          self.pki / "crls", pictures=False)
        answers |= ask_dss(seen, self.pki / "trust/root.pem", self.pki / "crls")
        for pdf, level in self.files.items():
            self.assertEqual(len(answers[str(pdf)]), 2, pdf.name)
            for _, found, indication, sub_indication, errors in answers[str(pdf)]:
                self.assertEqual((found, indication),
                                 (f"PAdES-BASELINE-{level[2:]}", "TOTAL_PASSED"),
                                 f"{pdf.name}: {sub_indication} {errors}")

    def test_pyhanko_validates_long_term_levels_from_the_file_alone(self):
        root = load_cert_from_pemder(self.pki / "trust/root.pem")
        for pdf, level in self.files.items():
            if level not in ("B-LT", "B-LTA"):
                continue
            with open(pdf, "rb") as stream:
                reader = PdfFileReader(stream)
                store = DocumentSecurityStore.read_dss(reader).as_validation_context(
                    {"trust_roots": [root], "allow_fetching": False, "revocation_mode": "require"})
                for signature in reader.embedded_regular_signatures:
                    status = validate_pdf_signature(signature, store, store)
                    self.assertTrue(status.bottom_line, f"{pdf.name}: {status.summary()}")

    def test_pyhanko_validates_archive_timestamps_by_the_rules_of_ades(self):
        must = RevocationCheckingRule.CRL_OR_OCSP_REQUIRED
        root = load_cert_from_pemder(self.pki / "trust/root.pem")
        spec = policy_decl.PdfSignatureValidationSpec(policy_decl.SignatureValidationSpec(
            CertValidationPolicySpec(SimpleTrustManager.build([root]),
                                     CertRevTrustPolicy(RevocationCheckingPolicy(must, must))),
            policy_decl.RevocationInfoGatheringSpec(policy_decl.RevinfoOnlineFetchingRule.LOCAL_ONLY)))
        for pdf in (pdf for pdf, level in self.files.items() if level == "B-LTA"):
            with open(pdf, "rb") as stream:
                for signature in PdfFileReader(stream).embedded_regular_signatures:
                    result = asyncio.run(ades_lta_validation(signature, spec))
                    self.assertEqual(result.ades_subindic.name, "OK", pdf.name)

    def test_the_other_judges_have_no_objection(self):
        roots = [load_cert_from_pemder(self.pki / "trust/root.pem")]
        due = {"B-B": ["pyHanko: CompetentPerson carries no timestamp",
                       "pyHanko: AgencySeal carries no timestamp"],
               # At B-LT the evidence comes after the last signature (EN 319 142-1); at B-LTA the
               # document timestamp covers it.
               "B-LT": [EVIDENCE_FOLLOWS]}
        for report in judges.judge_all(list(self.files), roots, "2u", judges.JUDGES / "verapdf"):
            with self.subTest(file=report["path"]):
                self.assertEqual(report["objections"], due.get(self.files[Path(report["path"])], []))

    def test_renewal_keeps_the_level(self):
        pdf = next(pdf for pdf, level in self.files.items() if level == "B-LTA")
        renewed = self.home / "renewed.pdf"
        self.sohoa("augment", pdf, "-o", renewed, "--level", "B-LTA")
        self.assertTrue(renewed.read_bytes().startswith(pdf.read_bytes()))
        report = json.loads(self.sohoa("--json", "verify", renewed, "--policy", "sohoa"))["files"][0]
        self.assertEqual((report["verdict"], report["level"]), ("TOTAL_PASSED", "B-LTA"))
        answers = ask_dss([renewed], self.pki / "trust/root.pem", self.pki / "crls")
        self.assertEqual({(a[1], a[2]) for a in answers[str(renewed)]},
                         {("PAdES-BASELINE-LTA", "TOTAL_PASSED")})
        self.assertEqual(judges.ask_verapdf([renewed], "2u", judges.JUDGES / "verapdf"),
                         {renewed.resolve(): []})

    def test_evidence_added_later_gives_the_same_level(self):
        signed = next(pdf for pdf, level in self.files.items() if level == "B-T")
        lasting = self.home / "later.pdf"
        self.sohoa("augment", signed, "-o", lasting, "--level", "B-LT")
        answers = ask_dss([lasting], self.pki / "trust/root.pem", self.pki / "crls")
        self.assertEqual({(a[1], a[2]) for a in answers[str(lasting)]},
                         {("PAdES-BASELINE-LT", "TOTAL_PASSED")})

    def test_the_xml_report_follows_its_schema(self):
        pdf, level = next(iter(self.files.items()))
        out = self.home / "report.xml"
        self.sohoa("verify", pdf, "--xml", out)
        tree = etree.parse(out)
        space = {"v": "http://uri.etsi.org/19102/v1.4.1#"}
        self.assertEqual(len(tree.findall("v:SignatureValidationReport", space)), 2)
        self.assertIn("urn:etsi:019102:mainindication:total-passed",
                      [e.text for e in tree.iter("{*}MainIndication")])
        self.assertTrue(self.schema().validate(tree), self.schema().error_log)

    def schema(self):
        """The official schema as EU DSS carries it, its imports found among the jars."""
        import zipfile

        class Local(etree.Resolver):
            NAMES = {"xmldsig-core-schema.xsd": ("specs-xmldsig", "xmldsig-core-schema.xsd"),
                     "XAdES.xsd": ("specs-xades", "XAdES01903v132-202407.xsd"),
                     "ts_119612v020201_201601xsd.xsd": ("specs-trusted-list", "ts_119612v020101_xsd.xsd"),
                     "xml.xsd": ("specs-xmldsig", "xml.xsd")}

            def resolve(self, url, _id, context):
                name = url.rsplit("/", 1)[-1]
                jar, inside = self.NAMES.get(name, ("specs-validation-report", name))
                return self.resolve_string(read(jar, inside), context, base_url=url)

        def read(jar, inside):
            path = next((judges.JUDGES / "dss").glob(f"{jar}-*.jar"))
            with zipfile.ZipFile(path) as archive:
                return archive.read(f"xsd/{inside}")

        parser = etree.XMLParser()
        parser.resolvers.add(Local())
        return etree.XMLSchema(etree.fromstring(
            read("specs-validation-report", "TS119102-2-v141.xsd"), parser))


if __name__ == "__main__":
    unittest.main()
