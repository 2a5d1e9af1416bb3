"""Drives the finished program from outside, as its users do."""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests/data/samples"
CORPUS = ROOT.parent / "shared/corpus/dev"
JUDGES = ROOT / "build/judges"

sys.path.insert(0, str(ROOT / "bench"))
import cer  # noqa: E402  (the bench folder is no package)


def nfc(text):
    return unicodedata.normalize("NFC", str(text))


class Answer:
    """What one run of the program gave."""

    def __init__(self, done):
        self.code, self.out = done.returncode, done.stdout
        self.said = done.stderr.decode("utf-8", "replace")

    @property
    def json(self):
        return json.loads(self.out)


class Sohoa:
    """The program under test with a home folder of its own."""

    def __init__(self, folder):
        self.program = os.environ.get("SOHOA", str(ROOT / "build/release/sohoa"))
        self.home = Path(folder, "home")
        self.folder = Path(folder)

    def command(self, *arguments):
        return [self.program, "--lang-ui", "en", "--home", str(self.home), *map(str, arguments)]

    def run(self, *arguments, timeout=1800):
        done = subprocess.run(self.command(*arguments), capture_output=True, timeout=timeout,
                              stdin=subprocess.DEVNULL)
        return Answer(done)

    def expect(self, code, *arguments):
        answer = self.run(*arguments)
        if answer.code != code:
            raise AssertionError(f"{arguments} ended with {answer.code}, not {code}:\n"
                                 f"{answer.said}\n{answer.out.decode('utf-8', 'replace')}")
        return answer

    def fetch(self, copy):
        path = self.folder / f"{copy}.pdf"
        self.expect(0, "fetch", copy, "-o", path)
        return path

    def verdict(self, pdf):
        return self.run("verify", "--json", "--policy", "sohoa", pdf).json["files"][0]["verdict"]

    @property
    def trust_root(self):
        return self.home / "pki/trust/root.pem"


def demo_home(test_class):
    """A fresh demo home that lives as long as the test class."""
    folder = tempfile.TemporaryDirectory(prefix="sohoa-")
    test_class.addClassCleanup(folder.cleanup)
    sohoa = Sohoa(folder.name)
    sohoa.expect(0, "init", "--demo")
    return sohoa


def closes(sheets):
    parts = sheets["kept"] + sheets["blank"] + sheets["separator"] + sheets["quarantined"]
    return sheets["fed"] == sheets["stored"] == parts


def judge(pdfs, trust_root, *options):
    """What the foreign judges object to, "" when nothing."""
    done = subprocess.run([JUDGES / "venv/bin/python", ROOT / "tests/judges/judge_copies.py",
                           "--trust", trust_root, *options, *pdfs],
                          capture_output=True, text=True, timeout=1800)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def sign_elsewhere(folder, scan, out):
    """The scan itself, signed by pyHanko with a key nobody here has heard of."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj",
                    "/CN=TEST elsewhere", "-addext", "keyUsage=digitalSignature,nonRepudiation",
                    "-keyout", key, "-out", certificate], check=True, capture_output=True)
    subprocess.run([JUDGES / "venv/bin/python", ROOT / "tests/judges/sign_elsewhere.py", key,
                    certificate, scan, out], check=True)


def output_of(*argv):
    return subprocess.run(list(map(str, argv)), capture_output=True, check=True, timeout=300).stdout


def copy_text(pdf, *order):
    """The text of a copy without the signatures' own: in the order a viewer makes out of the places
    of the words, or with "-raw" in the order of the content streams."""
    boxes = signature_boxes(pdf).values()
    height = float(output_of("pdfinfo", pdf).split(b"Page size:")[1].split()[2])
    below = round(height - min((box[1] for box in boxes), default=height))
    first = output_of("pdftotext", *order, "-l", 1, "-x", 0, "-y", below, "-W", 9999, "-H", 9999,
                      pdf, "-")
    pages = int(output_of("pdfinfo", pdf).split(b"Pages:")[1].split()[0])
    others = output_of("pdftotext", *order, "-f", 2, pdf, "-") if pages > 1 else b""
    return (first + others).decode("utf-8")


def jpegs(pdf):
    """(SHA-256, length) of the JPEG streams of a PDF as they stand in it, page by page."""
    with tempfile.TemporaryDirectory() as folder:
        output_of("pdfimages", "-all", pdf, Path(folder, "image"))
        streams = [path.read_bytes() for path in sorted(Path(folder).glob("*.jpg"))]
    return [(hashlib.sha256(stream).hexdigest(), len(stream)) for stream in streams]


def signature_boxes(pdf):
    """{field: [x0, y0, x1, y1]} of the signature fields that can be seen, in points."""
    objects = json.loads(output_of("qpdf", "--json", pdf))["qpdf"][1]
    values = [entry.get("value") for entry in objects.values() if isinstance(entry, dict)]
    return {value["/T"].removeprefix("u:"): value["/Rect"] for value in values
            if isinstance(value, dict) and value.get("/FT") == "/Sig" and "/T" in value
            and value["/Rect"][2] > value["/Rect"][0]}


class Rendering:
    """Page 1 as a viewer shows it, in grey."""

    DPI = 100

    def __init__(self, pdf):
        with tempfile.TemporaryDirectory() as folder:
            output_of("pdftoppm", "-gray", "-singlefile", "-r", self.DPI, pdf, Path(folder, "page"))
            data = Path(folder, "page.pgm").read_bytes()
        _, self.width, self.height, _ = (int(f) if f.isdigit() else f for f in data.split(None, 4)[:4])
        self.pixels = data[-self.width * self.height:]

    def dark_share(self, box):
        """How much of a box, given in points from the lower left corner, is dark."""
        x0, y0, x1, y1 = (value * self.DPI / 72 for value in box)
        rows = range(max(0, round(self.height - y1)), min(self.height, round(self.height - y0)))
        left, right = max(0, round(x0)), min(self.width, round(x1))
        dark = sum(pixel < 128 for y in rows
                   for pixel in self.pixels[y * self.width + left:y * self.width + right])
        return dark / max(1, len(rows) * (right - left))
