"""The rows of data.csv; without PyTorch."""

import csv
import sys

# Python's own limit is 131,072 characters for a cell, and the platform has none.
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


def rows_of(path):
    """Each row as its cells by column, in the order of the file."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, strict=True)
