"""The rules of the house as functions from a checkout to what breaks them.

Each returns lines "path:line: what is wrong"; an empty list means the rule holds.
"""

import fnmatch
import re
from pathlib import Path

from layers import ANYWHERE, FOLDERS, SYSTEM_FOLDERS, SYSTEM_HEADERS, THIRD_PARTIES, WIRING

MOST_LINES = 600
MANY_LINES = 350

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
LEFTOVER = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
SLEEP = re.compile(r"sleep_for|sleep_until|usleep|nanosleep|(::|^\s*)sleep\(|time\.sleep|^\s*sleep\s+[\d$]")
MIRRORS = ("tests", "fuzz", "bench")  # <mirror>/<folder> stands in the rights of <folder>
KEPT_OUT = {"__pycache__", "node_modules"}  # made by tools
OUR_TOPS = (*FOLDERS, *MIRRORS, "cmake", "scripts", "docs", ".ci")
PROSE = {".md", ".json", ".txt", ".pem", ".png"}


def files(root, tops, suffixes=None):
    """Files of ours below these folders, in order. Test data is not ours to judge."""
    for top in tops:
        base = Path(root, top)
        for path in sorted(base.rglob("*")) if base.is_dir() else []:
            parts = path.relative_to(root).parts
            if parts[:2] == ("tests", "data") or KEPT_OUT.intersection(parts) or not path.is_file():
                continue
            if suffixes is None or path.suffix in suffixes:
                yield path.relative_to(root).as_posix()


def sources(root):
    return files(root, (*FOLDERS, *MIRRORS), {".cc", ".h"})


def lines(root, name):
    text = Path(root, name).read_text(encoding="utf-8", errors="replace")
    return enumerate(text.splitlines(), start=1)


def is_wiring(name):
    return any(fnmatch.fnmatch(name, pattern) for pattern in WIRING)


def rights_of(name):
    """The folders of ours that a file may include, or None for all of them."""
    top, *rest = name.split("/")
    if is_wiring(name) or top in MIRRORS:
        return None
    return FOLDERS[top] | {top}


def third_party_of(header):
    """The longest entry of THIRD_PARTIES that the header starts with, or None."""
    return max((p for p in THIRD_PARTIES if header.startswith(p)), key=len, default=None)


def may_see(name, party):
    owners = THIRD_PARTIES[party]
    if owners is ANYWHERE:
        return True
    top, second = (name.split("/") + [""])[:2]
    if top in MIRRORS and second in {owner.split("/")[0] for owner in owners}:
        return True
    return bool({top, name} & owners)


def includes(root):
    """Folders include only the folders and the libraries that layers.py grants them."""
    found = []
    for name in sources(root):
        rights = rights_of(name)
        for number, line in lines(root, name):
            match = INCLUDE.match(line)
            if not match:
                continue
            quoted, header = match.group(1) == '"', match.group(2)
            where = f"{name}:{number}"
            top = header.split("/")[0]
            if quoted and "/" in header and (top in FOLDERS or top in MIRRORS):
                if not Path(root, header).is_file():
                    found.append(f"{where}: {header} does not exist")
                elif rights is not None and top not in rights:
                    found.append(f"{where}: {name.split('/')[0]} may not include {header}")
            elif (party := third_party_of(header)) is not None:
                if not may_see(name, party):
                    found.append(f"{where}: {header} is not to be seen here")
            elif quoted:
                found.append(f"{where}: write {header} with its path from the checkout")
            elif "." in header and header not in SYSTEM_HEADERS \
                    and not header.startswith(SYSTEM_FOLDERS):
                found.append(f"{where}: {header} is unknown; name its owner in layers.py")
    return found


def sizes(root):
    """No source file is longer than a person can hold in mind."""
    found = []
    for name in sources(root):
        count = sum(1 for _ in lines(root, name))
        if count > MOST_LINES:
            found.append(f"{name}:{count}: {count} lines, {MOST_LINES} at most")
    return found


def long_files(root):
    """Not a rule: files worth a look before they grow further."""
    counted = ((sum(1 for _ in lines(root, name)), name) for name in sources(root))
    return sorted((c, n) for c, n in counted if MANY_LINES < c <= MOST_LINES)


def leftovers(root):
    """Nothing is left for later."""
    found = []
    for name in files(root, OUR_TOPS):
        if Path(name).suffix in PROSE:
            continue
        for number, line in lines(root, name):
            if match := LEFTOVER.search(line):
                found.append(f"{name}:{number}: {match.group(0)}")
    return found


def sleeps(root):
    """Tests wait for what happens, never for time to pass."""
    found = []
    for name in files(root, ["tests"], {".cc", ".h", ".py", ".sh", ""}):
        if name.startswith("tests/house/"):
            continue
        for number, line in lines(root, name):
            if SLEEP.search(line):
                found.append(f"{name}:{number}: sleeps")
    return found


def built(root):
    """Every source file is part of some target."""
    found = []
    lists = {}
    for name in sources(root):
        if not name.endswith(".cc"):
            continue
        path = Path(name)
        for folder in (path.parent, *path.parent.parents):
            cmake = Path(root, folder, "CMakeLists.txt")
            if cmake.is_file():
                text = lists.setdefault(cmake, cmake.read_text(encoding="utf-8"))
                inside = path.relative_to(folder).as_posix()
                if re.search(rf"(?<![\w/]){re.escape(inside)}(?!\w)", text):
                    break
                here = text.replace("${CMAKE_CURRENT_SOURCE_DIR}/", "")
                globs = re.findall(r"[\w./]*\*[\w./*]*\.cc", here)
                if any(fnmatch.fnmatch(inside, pattern) for pattern in globs):
                    break
        else:
            shared = [Path(root, "cmake/sohoa.cmake")]
            if not any(p.is_file() and name in p.read_text(encoding="utf-8") for p in shared):
                found.append(f"{name}:1: stands in no CMakeLists.txt")
    return found


def headers(root):
    """Headers guard themselves, and file names are in snake_case."""
    found = []
    for name in sources(root):
        if not re.fullmatch(r"[a-z0-9_]+\.(cc|h)", Path(name).name):
            found.append(f"{name}:1: file names are in snake_case")
        if name.endswith(".h") and not any(l.strip() == "#pragma once" for _, l in lines(root, name)):
            found.append(f"{name}:1: lacks #pragma once")
    return found


def deletions(root):
    """Copies leave the catalogue in one place, by a retention rule; their indexes forget words."""
    found = []
    for name in sources(root):
        if not name.startswith("store/") or name == "store/sql_catalogue_retention.cc":
            continue
        for number, line in lines(root, name):
            if re.search(r"DELETE FROM (copy|tombstone)\b", line):
                found.append(f"{name}:{number}: takes copies away")
    return found


RULES = (includes, sizes, leftovers, sleeps, built, headers, deletions)
