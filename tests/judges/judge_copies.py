#!/usr/bin/env python3
"""Lets foreign programs judge signed copies: qpdf, veraPDF, pdfsig and pyHanko must all agree.

    build/judges/venv/bin/python tests/judges/judge_copies.py --trust ROOT.pem [--json] PDF|FOLDER...

Prints one line a file (one JSON document with --json) and exits with 1 when a judge objects to any.
Runs offline: only the roots named with --trust are trusted, and nothing is fetched.
"""

import argparse
import json
import logging
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

# pyHanko logs a stack trace for each refusal; the objections say it in a line.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)

JUDGES = Path(__file__).resolve().parents[2] / "build" / "judges"


def ask_qpdf(pdf):
    """The file's structure is sound and needs no repair."""
    done = subprocess.run(["qpdf", "--check", str(pdf)], capture_output=True, text=True, timeout=120)
    if done.returncode == 0:
        return []
    return [line.split(": ", 1)[-1] for line in done.stderr.splitlines()[:3]] or ["qpdf refuses it"]


def ask_verapdf(pdfs, flavour, jars):
    """{path: objections} of one run over all files. A file veraPDF is silent about is objected to."""
    done = subprocess.run(
        ["java", "-cp", f"{jars}/*", "org.verapdf.apps.GreenfieldCliWrapper", "--flavour", flavour,
         "--format", "xml", "--loglevel", "0", *map(str, pdfs)],
        capture_output=True, text=True, timeout=120 + 60 * len(pdfs))
    answers = {pdf.resolve(): ["veraPDF gave no answer"] for pdf in pdfs}
    try:
        jobs = ElementTree.fromstring(done.stdout).iter("job")
    except ElementTree.ParseError:
        return answers
    for job in jobs:
        report = job.find("validationReport")
        name = Path(job.findtext("item/name", "")).resolve()
        if report is None:
            answers[name] = ["veraPDF could not read it"]
        else:
            rules = [f"{r.get('clause')}-{r.get('testNumber')}: {r.findtext('description', '')[:120]}"
                     for r in report.iter("rule") if r.get("status") == "failed"]
            passed = report.get("isCompliant") == "true"
            answers[name] = [] if passed else rules or ["not compliant"]
    return answers


def ask_pdfsig(pdf):
    """Every digest fits, and the last signature covers the whole file. Trust is pyHanko's matter."""
    done = subprocess.run(["pdfsig", "-nocert", str(pdf)], capture_output=True, text=True, timeout=120)
    objections, total = [], False
    signatures = done.stdout.split("Signature #")[1:]
    for number, text in enumerate(signatures, start=1):
        # poppler knows no document timestamps; pyHanko judges them, poppler tells their coverage.
        unknown = "- Signature Type: unknown" in text and number > 1
        if not unknown and "- Signature Validation: Signature is Valid." not in text:
            objections.append(f"pdfsig: signature {number} is not valid")
        total = "- Total document signed" in text
    if not signatures:
        objections.append("pdfsig finds no signature")
    elif not total:
        objections.append("pdfsig: the last signature does not cover the whole file")
    return objections


def judge_signature(signature, context):
    status = validate_pdf_signature(signature, signer_validation_context=context,
                                    ts_validation_context=context)
    wrong = []
    if not (status.intact and status.valid):
        wrong.append("is not intact")
    if not status.trusted:
        wrong.append("is not trusted")
    if status.modification_level == ModificationLevel.OTHER or not status.docmdp_ok:
        wrong.append("was followed by changes it does not allow")
    stamp = status.timestamp_validity
    if stamp is None:
        wrong.append("carries no timestamp")
    elif not (stamp.intact and stamp.valid and stamp.trusted):
        wrong.append("has a timestamp that is not trusted")
    if not status.bottom_line and not wrong:
        wrong.append("is refused: " + status.summary())
    return wrong


def judge_timestamp(stamp, context):
    status = validate_pdf_timestamp(stamp, validation_context=context)
    wrong = []
    if not (status.intact and status.valid):
        wrong.append("is not intact")
    if not status.trusted:
        wrong.append("is not trusted")
    if status.modification_level == ModificationLevel.OTHER:
        wrong.append("was followed by changes it does not allow")
    return wrong


def ask_pyhanko(pdf, roots):
    """(number of signatures, objections): intact, trusted, timestamped, nothing illicit added."""
    objections = []
    with open(pdf, "rb") as stream:
        reader = PdfFileReader(stream)
        signatures = reader.embedded_regular_signatures
        if not signatures:
            return 0, ["pyHanko finds no signature"]
        judged = [(s, judge_signature) for s in signatures]
        judged += [(s, judge_timestamp) for s in reader.embedded_timestamp_signatures]
        for signature, judge in judged:
            # A context remembers what it saw, so each signature gets its own.
            context = ValidationContext(trust_roots=roots, allow_fetching=False)
            objections += [f"pyHanko: {signature.field_name} {wrong}"
                           for wrong in judge(signature, context)]
        return len(signatures), objections


def ask(judge, *arguments):
    """A judge that stumbles over a file objects to it."""
    try:
        return judge(*arguments)
    except Exception as fault:  # whatever a hostile file makes a judge throw
        return [f"{judge.__name__[4:]}: {type(fault).__name__}: {fault}"[:200]]


def judge_all(pdfs, roots, flavour, jars):
    pdfa = ask_verapdf(pdfs, flavour, jars) if flavour != "none" else {}
    reports = []
    for pdf in pdfs:
        answer = ask(ask_pyhanko, pdf, roots)
        count, signed = answer if isinstance(answer, tuple) else (0, answer)
        objections = (ask(ask_qpdf, pdf) + pdfa.get(pdf.resolve(), []) + ask(ask_pdfsig, pdf) + signed)
        reports.append({"path": str(pdf), "signatures": count, "objections": objections})
    return reports


def collect(paths):
    for path in map(Path, paths):
        yield from sorted(path.rglob("*.pdf")) if path.is_dir() else [path]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trust", action="append", required=True, metavar="PEM")
    parser.add_argument("--flavour", default="2u", help="PDF/A flavour, or none")
    parser.add_argument("--verapdf", default=JUDGES / "verapdf", help="folder with veraPDF's jars")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args()

    pdfs = list(collect(options.paths))
    if not pdfs:
        parser.error("no PDF to judge")
    roots = [load_cert_from_pemder(pem) for pem in options.trust]
    reports = judge_all(pdfs, roots, options.flavour, options.verapdf)
    refused = [report for report in reports if report["objections"]]
    if options.json:
        print(json.dumps({"judged": len(reports), "refused": len(refused), "files": reports}, indent=1))
    else:
        for report in reports:
            verdict = "; ".join(report["objections"]) or f"good, {report['signatures']} signatures"
            print(f"{report['path']}: {verdict}")
        print(f"{len(reports)} judged, {len(refused)} refused")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
