"""The peer of bench/sign: signs or verifies the same files with pyHanko in one process."""

import io
import json
import logging
import sys
from pathlib import Path

from pyhanko.keys import load_cert_from_pemder, load_certs_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

logging.disable(logging.CRITICAL)


def key_and_chain(pki, name):
    certificates = list(load_certs_from_pemder([str(pki / "keys" / f"{name}.chain")]))
    store = SimpleCertificateStore()
    store.register_multiple(certificates)
    key = load_private_key_from_pemder(str(pki / "keys" / f"{name}.pem"), passphrase=None)
    return signers.SimpleSigner(signing_cert=certificates[0], signing_key=key, cert_registry=store)


def stamper(pki):
    signer = key_and_chain(pki, "stamper")
    return DummyTimeStamper(tsa_cert=signer.signing_cert, tsa_key=signer.signing_key,
                            certs_to_embed=signer.cert_registry)


def sign(job):
    pki = Path(job["pki"])
    stamps = stamper(pki)
    people = [(role, field, key_and_chain(pki, f"{role}-{job['kind']}"))
              for role, field in (("operator", "CompetentPerson"), ("agency", "AgencySeal"))]
    for path in job["files"]:
        data = Path(path).read_bytes()
        for _, field, signer in people:
            out = io.BytesIO()
            signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)),
                             signers.PdfSignatureMetadata(
                                 field_name=field, subfilter=fields.SigSeedSubFilter.PADES),
                             signer=signer, timestamper=stamps, output=out)
            data = out.getvalue()


def verify(job):
    root = load_cert_from_pemder(str(Path(job["pki"]) / "trust/root.pem"))
    for path in job["signed"]:
        with open(path, "rb") as stream:
            for signature in PdfFileReader(stream).embedded_signatures:
                context = ValidationContext(trust_roots=[root], allow_fetching=False)
                status = validate_pdf_signature(signature, context, context)
                assert status.intact and status.valid and status.trusted, path


{"sign": sign, "verify": verify}[sys.argv[1]](json.loads(sys.argv[2]))
