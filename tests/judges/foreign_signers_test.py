"""What others signed: pyHanko, poppler and OpenPDF. Our verifier accepts it, and no change to it.

    build/judges/venv/bin/python tests/judges/foreign_signers_test.py
"""

import json
import os
import re
import subprocess
import tempfile
import unittest
from io import BytesIO
from pathlib import Path

import judge_copies as judges
from asn1crypto import crl
from cryptography.hazmat.primitives import serialization
from judge_copies_test import blank_pdfa
from levels_test import SAMPLE, SOHOA, issue
from pyhanko.keys import (load_cert_from_pemder, load_certs_from_pemder,
                          load_private_key_from_pemder)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers, timestamps
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

PADES = fields.SigSeedSubFilter.PADES
ADOBE = fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED


class ForeignSigners(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kept = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.kept.name)
        cls.home = cls.folder / "home"
        cls.run_program(SOHOA, "--home", cls.home, "init", "--demo")
        cls.pki = cls.home / "pki"
        for role in ("operator", "agency", "tsa"):
            issue(cls.pki, role, "rsa2048")
        cls.root = load_cert_from_pemder(cls.pki / "trust/root.pem")
        authority = cls.signer("tsa")
        cls.clock = timestamps.DummyTimeStamper(authority.signing_cert, authority.signing_key,
                                                certs_to_embed=authority.cert_registry)
        cls.blank = cls.folder / "blank.pdf"
        cls.blank.write_bytes(blank_pdfa())
        cls.assembled = cls.folder / "assembled.pdf"  # with two empty fields
        cls.run_program(SOHOA, "--home", cls.home, "assemble", SAMPLE, "-o", cls.assembled)

    @classmethod
    def tearDownClass(cls):
        cls.kept.cleanup()

    @staticmethod
    def run_program(*arguments, environment=None):
        done = subprocess.run(list(map(str, arguments)), capture_output=True, text=True,
                              env={**os.environ, **(environment or {})}, timeout=120)
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    @classmethod
    def signer(cls, role="operator"):
        chain = list(load_certs_from_pemder([str(cls.pki / f"keys/{role}-rsa2048.chain")]))
        store = SimpleCertificateStore()
        store.register_multiple(chain)
        key = load_private_key_from_pemder(str(cls.pki / f"keys/{role}-rsa2048.pem"), passphrase=None)
        return signers.SimpleSigner(signing_cert=chain[0], signing_key=key, cert_registry=store)

    def pyhanko(self, data, field, role="operator", stamped=False, **metadata):
        out = BytesIO()
        signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(data)),
                         signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256", **metadata),
                         signer=self.signer(role), timestamper=self.clock if stamped else None, output=out)
        return out.getvalue()

    def lists(self):
        return ValidationContext(
            trust_roots=[self.root], allow_fetching=False,
            crls=[crl.CertificateList.load(path.read_bytes()) for path in (self.pki / "crls").glob("*.crl")])

    def verdict(self, data):
        path = self.folder / "asked.pdf"
        path.write_bytes(data)
        done = subprocess.run([SOHOA, "--home", self.home, "verify", "--json", "--policy", "generic", "--trust",
                               self.pki / "trust/root.pem", "--crl", self.pki / "crls", "--offline", path],
                              capture_output=True, text=True)
        return json.loads(done.stdout)["files"][0]

    def accepted(self, data, signatures, level):
        report = self.verdict(data)
        self.assertEqual((report["verdict"], len(report["signatures"]), report["level"]),
                         ("TOTAL_PASSED", signatures, level), json.dumps(report, indent=1))
        # And only as it is: another page size, anything more at the end.
        at = re.search(rb"/MediaBox ?\[ ?0 0 [0-9]", data).end()
        for changed in (data[:at] + b"1" + data[at + 1:], data + b"\n1 0 obj\n<<>>\nendobj\n"):
            self.assertEqual(self.verdict(changed)["verdict"], "TOTAL_FAILED")

    def test_pyhanko_pades_and_adobe_signatures(self):
        self.accepted(self.pyhanko(self.blank.read_bytes(), "A", subfilter=PADES), 1, "B-B")
        self.accepted(self.pyhanko(self.blank.read_bytes(), "A", subfilter=ADOBE), 1, "")
        self.accepted(self.pyhanko(self.blank.read_bytes(), "A", subfilter=PADES, stamped=True), 1, "B-T")

    def test_pyhanko_two_signatures_and_a_certification(self):
        once = self.pyhanko(self.blank.read_bytes(), "A", subfilter=PADES, stamped=True)
        self.accepted(self.pyhanko(once, "B", role="agency", subfilter=PADES, stamped=True), 2, "B-T")
        certified = self.pyhanko(self.blank.read_bytes(), "A", subfilter=PADES, certify=True,
                                 docmdp_permissions=fields.MDPPerm.FILL_FORMS)
        self.accepted(certified, 1, "B-B")
        self.accepted(self.pyhanko(certified, "B", role="agency", subfilter=PADES), 2, "B-B")

    def empty_fields(self):
        writer = IncrementalPdfFileWriter(BytesIO(self.blank.read_bytes()))
        for name, box in (("First", (30, 700, 200, 760)), ("Second", (300, 700, 480, 760))):
            fields.append_signature_field(writer, fields.SigFieldSpec(name, box=box))
        out = BytesIO()
        writer.write(out)
        return out.getvalue()

    def test_pyhanko_fields_filled_one_after_the_other(self):
        first = self.pyhanko(self.empty_fields(), "First", subfilter=PADES)
        self.accepted(self.pyhanko(first, "Second", role="agency", subfilter=PADES), 2, "B-B")

    def test_pyhanko_long_term_levels_and_their_renewal(self):
        lasting = self.pyhanko(self.blank.read_bytes(), "A", subfilter=PADES, stamped=True,
                               embed_validation_info=True, use_pades_lta=True,
                               validation_context=self.lists())
        self.accepted(lasting, 2, "B-LTA")
        out = BytesIO(lasting)
        signers.PdfTimeStamper(self.clock).update_archival_timestamp_chain(
            IncrementalPdfFileWriter(out).prev, self.lists(), in_place=True)
        self.assertGreater(len(out.getvalue()), len(lasting))
        self.accepted(out.getvalue(), 3, "B-LTA")

    def test_poppler(self):
        keys = self.folder / "nss"
        keys.mkdir()
        together = self.folder / "operator.p12"
        self.run_program("openssl", "pkcs12", "-export", "-inkey", self.pki / "keys/operator-rsa2048.pem", "-in",
                         self.pki / "keys/operator-rsa2048.chain", "-name", "operator", "-passout", "pass:x",
                         "-out", together)
        self.run_program("certutil", "-N", "-d", f"sql:{keys}", "--empty-password")
        self.run_program("pk12util", "-i", together, "-d", f"sql:{keys}", "-W", "x", "-K", "")
        self.run_program("certutil", "-A", "-n", "root", "-t", "CT,C,C", "-d", f"sql:{keys}", "-i",
                         self.pki / "trust/root.pem")
        for style, source in ((["-add-signature"], self.blank), (["-sign", "CompetentPerson"], self.assembled)):
            out = self.folder / f"poppler{len(style)}.pdf"
            self.run_program("pdfsig", "-nssdir", f"sql:{keys}", "-nick", "operator", *style, source, out)
            self.accepted(out.read_bytes(), 1, "")

    def test_openpdf(self):
        key = self.folder / "key.der"
        key.write_bytes(serialization.load_pem_private_key(
            (self.pki / "keys/operator-rsa2048.pem").read_bytes(), None).private_bytes(
                serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        jars = judges.JUDGES / "openpdf"
        # A field of its own, as an approval and as a certification; then two fields that were there.
        for number, (source, certification, field, signatures) in enumerate((
                (self.blank, -1, [], 1), (self.blank, 2, [], 1), (self.assembled, -1, ["CompetentPerson"], 1),
                (self.folder / "openpdf2.pdf", -1, ["AgencySeal"], 2))):
            out = self.folder / f"openpdf{number}.pdf"
            self.run_program("java", "-cp", f"{jars}/*:{jars}", "OpenPdfSigner", key,
                             self.pki / "keys/operator-rsa2048.chain", source, out, certification, *field)
            with self.subTest(number=number):
                self.accepted(out.read_bytes(), signatures, "")


if __name__ == "__main__":
    unittest.main()
