"""Fetches all copies of a home and shows where they lie, what was read and whether they verify.

    demo_report.py PROGRAM HOME
"""

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

WIDEST = 60


def ask(program, home, *arguments):
    done = subprocess.run([program, "--home", home, *arguments], stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def shown(value):
    text = "; ".join(str(item).rstrip(" ;.") for item in value) if isinstance(value, list) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= WIDEST else text[:WIDEST - 1] + "…"


def file_name(copy):
    """A name a person recognises: kind and number, without tone marks, and what makes it unique."""
    words = f"{copy['kind']} {copy['fields'].get('so_ky_hieu', '')} {copy['id'][:8]}"
    plain = unicodedata.normalize("NFD", words.replace("đ", "d").replace("Đ", "D"))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return "-".join("".join(c if c.isalnum() else " " for c in letters).lower().split()) + ".pdf"


def main(program, home):
    folder = Path(home, "copies")
    folder.mkdir(exist_ok=True)
    copies = ask(program, home, "search", "--json", "--limit", "200")["copies"]
    failed = not copies
    for copy in copies:
        pdf = folder / file_name(copy)
        ask(program, home, "fetch", "--json", copy["id"], "-o", str(pdf))
        verdict = ask(program, home, "verify", "--json", "--policy", "sohoa", str(pdf))["files"][0]
        failed |= verdict["verdict"] != "TOTAL_PASSED"
        print(f"\n{pdf}")
        print(f"  {verdict['verdict']} {verdict['level']}")
        for signature in verdict["signatures"]:
            print(f"  {signature['field']}: {signature['signer']}, {signature['verdict']}, "
                  f"{signature['best_signature_time']}")
        for name, value in sorted(copy["fields"].items()):
            if value:
                print(f"  {name:16} {shown(value)}")
    held = ask(program, home, "quarantine", "list", "--json")["items"]
    print(f"\nwaiting for a person: {len(held)}")
    for item in held:
        print(f"  {item['path']}: {item['code']}")
    print(f"\nThe copies lie in {folder.resolve()}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
