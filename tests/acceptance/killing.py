"""Runs batches while any process of the tree is killed again and again."""

import os
import signal
import subprocess
from pathlib import Path

import scans


def children_of(pid):
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return [int(c) for task in tasks for c in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def tree(pid):
    """A process and all below it."""
    return [pid] + [p for child in children_of(pid) for p in tree(child)]


def ends_within(process, seconds):
    try:
        process.wait(seconds)
        return True
    except subprocess.TimeoutExpired:
        return False


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
        return True
    except ProcessLookupError:  # it ended by itself just now
        return False


class Killer:
    """Feeds folders of small pages to a batch and kills until it has killed enough."""

    # Long enough for a worker to get somewhere, short enough to hit it in the middle of a page.
    SHORTEST, LONGEST = 0.05, 0.8

    def __init__(self, sohoa, dice, longest=LONGEST):
        self.sohoa, self.dice, self.longest = sohoa, dice, longest
        self.kills = {"supervisor": 0, "worker": 0}
        self.runs = self.fed = 0

    @property
    def killed(self):
        return sum(self.kills.values())

    def feed(self, folder, pages):
        folder.mkdir(exist_ok=True)
        for _ in range(pages):
            (folder / f"page{self.fed}.jpg").write_bytes(scans.notice(self.fed))
            self.fed += 1

    def run(self, folder, wanted):
        """One `sohoa batch` under fire until `wanted` kills are done in all. True when it came to
        its end in spite of them."""
        self.runs += 1
        with subprocess.Popen(self.sohoa.command("batch", folder), stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as batch:
            while self.killed < wanted and \
                    not ends_within(batch, self.dice.uniform(self.SHORTEST, self.longest)):
                victim = self.dice.choice(tree(batch.pid))
                if kill(victim):
                    self.kills["supervisor" if victim == batch.pid else "worker"] += 1
            if batch.poll() is None:
                batch.kill()
        return batch.returncode >= 0
