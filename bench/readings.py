"""What `sohoa ocr` makes of pages with known text, read now or kept from before."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def add_options(parser):
    parser.add_argument("--truth", type=Path, required=True, help="folder of NAME.json for each NAME.pdf")
    parser.add_argument("--sohoa", default=ROOT / "build/release/sohoa")
    parser.add_argument("--readings", type=Path, help="folder where answers are kept, and taken from when there")
    parser.add_argument("files", nargs="+", type=Path)


def answer(options, path):
    """The JSON of one file."""
    kept = options.readings and options.readings / (path.stem + ".json")
    if kept and kept.exists():
        return json.loads(kept.read_text(encoding="utf-8"))
    out = subprocess.run([options.sohoa, "ocr", "--json", path], capture_output=True, check=True,
                         env={**os.environ, "OMP_THREAD_LIMIT": "1"}).stdout
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(out)
    return json.loads(out)


def pages(options):
    """(name, page of the truth, page read) of every page."""
    for path in options.files:
        known = json.loads((options.truth / (path.stem + ".json")).read_text(encoding="utf-8"))
        for page, read in zip(known["pages"], answer(options, path)["files"][0]["pages"]):
            yield f"{path.stem}-p{page['index'] + 1:02d}", page, read
