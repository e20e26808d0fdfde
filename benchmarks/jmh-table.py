#!/usr/bin/env python3
"""Rows of a Markdown table from JMH's CSV files, with what -prof gc says of allocation.

  benchmarks/jmh-table.py [--threads] FILE...      a column for each parameter, and for threads
"""

import csv
import sys

arguments = sys.argv[1:]
threads = "--threads" in arguments
rows = []
for name in arguments:
    if name != "--threads":
        with open(name, newline="") as file:
            rows += csv.DictReader(file)


def key(row):
    parameters = [value for column, value in row.items() if column.startswith("Param: ")]
    return [row["Benchmark"].split(":")[0], *([row["Threads"]] if threads else []), *parameters]


allocated = {
    tuple(key(row)): float(row["Score"])
    for row in rows
    if row["Benchmark"].endswith("gc.alloc.rate.norm")
}
for row in rows:
    if ":" not in row["Benchmark"]:
        cells = key(row)
        cells[0] = cells[0].rsplit(".", 1)[1]
        print(
            f"| {' | '.join(cells)} | {float(row['Score']):.0f} ± {float(row['Score Error (99.9%)']):.0f} |"
            f" {row['Unit']} | {allocated.get(tuple(key(row)), 0):.0f} |"
        )
