"""Compares the findings of audit (JSON Lines, standard input) with a reviewed list.

    audit_stock.py REVIEWED NAME

REVIEWED has a block for each NAME: a line "[NAME]", then a finding a line, "severity ID
file: what is there"; a line that begins with "#" is the reviewer's reason for those below.
"""
import json
import os
import sys


def found(lines):
    for line in lines:
        row = json.loads(line)
        if row["type"] == "finding":
            place = os.path.basename(row["file"])
            here = os.path.dirname(row["file"]) + "/"
            yield f'{row["severity"]} {row["id"]} {place}: {row["found"].replace(here, "")}'
        elif row["type"] == "not-checked":
            yield f'not-checked {row["id"]} {row["file"]}: {row["reason"]}'


def reviewed(path, name):
    block = None
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("["):
            block = line.strip("[]")
        elif block == name and line and not line.startswith("#"):
            yield line


def main():
    path, name = sys.argv[1:]
    is_there = set(found(sys.stdin))
    should = set(reviewed(path, name))
    for line in sorted(should - is_there):
        print("reviewed, and not found:", line)
    for line in sorted(is_there - should):
        print("found, and not reviewed:", line)
    print(len(is_there), "findings")
    sys.exit(is_there != should or not should)


main()
