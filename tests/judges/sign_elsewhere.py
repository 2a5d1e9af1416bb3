"""sign_elsewhere.py KEY CERTIFICATE IN OUT: a PAdES signature by pyHanko, as some other office makes it."""

import sys

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter

key, certificate, scan, out = sys.argv[1:]
signer = signers.SimpleSigner.load(key, certificate)
meta = signers.PdfSignatureMetadata(field_name="Sig1", subfilter=SigSeedSubFilter.PADES)
with open(scan, "rb") as source, open(out, "wb") as target:
    signers.sign_pdf(IncrementalPdfFileWriter(source, strict=False), meta, signer=signer,
                     output=target)
