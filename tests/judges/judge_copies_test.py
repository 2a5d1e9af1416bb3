"""The judges pass a good copy and refuse broken ones. All keys and files are made here.

    build/judges/venv/bin/python tests/judges/judge_copies_test.py
"""

import datetime
import tempfile
import unittest
from io import BytesIO
from pathlib import Path

import judge_copies
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.generic import ArrayObject, NumberObject, pdf_name
from pyhanko.sign import fields, signers, timestamps
from pyhanko_certvalidator.registry import SimpleCertificateStore

XMP = b"""<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance></rdf:Description>
</rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def blank_pdfa():
    """One empty page, PDF/A-2u."""
    bodies = [b"<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R>>",
              b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
              b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>",
              b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%s\nendstream" % (len(XMP), XMP)]
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets)
    out += b"trailer\n<</Size 5/Root 1 0 R/ID[<00112233445566778899aabbccddeeff>" \
           b"<00112233445566778899aabbccddeeff>]>>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


class Authority:
    """A root and what it issues."""

    def __init__(self, name):
        self.key = rsa.generate_private_key(65537, 2048)
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = self.issue(self.name, self.key, None, is_root=True)

    def issue(self, subject, key, usage, is_root=False):
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(self.name)
                   .public_key(key.public_key()).serial_number(x509.random_serial_number())
                   .not_valid_before(now - datetime.timedelta(days=1))
                   .not_valid_after(now + datetime.timedelta(days=30))
                   .add_extension(x509.BasicConstraints(is_root, None), critical=True)
                   .add_extension(x509.KeyUsage(not is_root, not is_root, False, False, False,
                                                is_root, is_root, False, False), critical=True))
        if usage:
            builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
        return builder.sign(self.key, hashes.SHA256())

    def identity(self, common_name, usage=None):
        key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
        der = self.issue(name, key, usage).public_bytes(serialization.Encoding.DER)
        private = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8,
                                    serialization.NoEncryption())
        return (asn1_x509.Certificate.load(der), asn1_keys.PrivateKeyInfo.load(private))

    def store(self):
        store = SimpleCertificateStore()
        store.register(asn1_x509.Certificate.load(
            self.certificate.public_bytes(serialization.Encoding.DER)))
        return store


class Judges(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = Authority("Root of the judges' test")
        certificate, key = cls.root.identity("Operator")
        cls.signer = signers.SimpleSigner(certificate, key, cls.root.store())
        certificate, key = cls.root.identity("Time", ExtendedKeyUsageOID.TIME_STAMPING)
        cls.clock = timestamps.DummyTimeStamper(certificate, key, certs_to_embed=cls.root.store())
        cls.good = cls.sign(cls.sign(blank_pdfa(), "Operator"), "Agency")

    @classmethod
    def sign(cls, pdf, field, clock="ours"):
        out = BytesIO()
        metadata = signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256",
                                                subfilter=fields.SigSeedSubFilter.PADES)
        signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), metadata, cls.signer, output=out,
                         timestamper=cls.clock if clock == "ours" else None)
        return out.getvalue()

    def judge(self, pdf, root=None, flavour="none"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "copy.pdf")
            path.write_bytes(pdf)
            roots = list((root or self.root).store())
            return judge_copies.judge_all([path], roots, flavour, judge_copies.JUDGES / "verapdf")[0]

    def objections(self, pdf, **options):
        return "\n".join(self.judge(pdf, **options)["objections"])

    def test_a_good_copy_passes(self):
        report = self.judge(self.good, flavour="2u")
        self.assertEqual((report["objections"], report["signatures"]), ([], 2))

    def test_a_good_copy_with_an_archive_timestamp_passes(self):
        out = BytesIO()
        signers.PdfTimeStamper(self.clock).timestamp_pdf(
            IncrementalPdfFileWriter(BytesIO(self.good)), "sha256", output=out)
        self.assertEqual(self.objections(out.getvalue(), flavour="2u"), "")

    def test_a_flipped_byte_is_refused(self):
        at = self.good.index(b"595 842")
        found = self.objections(self.good[:at] + b"596" + self.good[at + 3:])
        self.assertIn("pyHanko: Operator is not intact", found)
        self.assertIn("pyHanko: Agency is not intact", found)
        self.assertIn("pdfsig: signature 1", found)

    def test_a_strange_root_is_refused(self):
        self.assertIn("is not trusted", self.objections(self.good, root=Authority("Somebody else")))

    def test_a_signature_without_a_timestamp_is_refused(self):
        self.assertIn("carries no timestamp", self.objections(self.sign(blank_pdfa(), "A", clock=None)))

    def test_an_unsigned_file_is_refused(self):
        self.assertIn("no signature", self.objections(blank_pdfa()))

    def test_a_page_changed_afterwards_is_refused(self):
        writer = IncrementalPdfFileWriter(BytesIO(self.good))
        page = writer.root["/Pages"]["/Kids"][0]
        page[pdf_name("/MediaBox")] = ArrayObject(map(NumberObject, (0, 0, 300, 300)))
        writer.update_container(page)
        out = BytesIO()
        writer.write(out)
        found = self.objections(out.getvalue())
        self.assertIn("was followed by changes it does not allow", found)
        self.assertIn("does not cover the whole file", found)

    def test_a_file_that_is_not_pdfa_is_refused(self):
        plain = blank_pdfa().replace(b"/Metadata 4 0 R", b" " * 15)
        self.assertIn("6.6.2.1", self.objections(self.sign(plain, "A"), flavour="2u"))

    def test_a_truncated_file_is_refused(self):
        self.assertNotEqual(self.objections(self.good[:len(self.good) // 2]), "")

    def test_rubbish_is_refused(self):
        self.assertNotEqual(self.objections(b"%PDF-1.7\nrubbish", flavour="2u"), "")


if __name__ == "__main__":
    unittest.main()
