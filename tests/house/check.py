#!/usr/bin/env python3
"""Checks a checkout against the rules of the house: check.py ROOT. Exit code 1 when one is broken."""

import sys

import rules


def main(root):
    broken = 0
    for rule in rules.RULES:
        found = rule(root)
        broken += len(found)
        print(f"{rule.__name__}: {len(found) or 'nothing'} to mend. {rule.__doc__.strip()}")
        for line in found:
            print(f"  {line}")
    for count, name in rules.long_files(root):
        print(f"note: {name} has {count} lines")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
