#!/usr/bin/env python3
"""Rows of a Markdown table from JMH's CSV, with what -prof gc says of allocation."""

import csv
import sys

with open(sys.argv[1], newline="") as file:
    rows = list(csv.DictReader(file))
allocated = {
    (row["Benchmark"].split(":")[0], row["Param: kind"], row["Param: routes"]): float(row["Score"])
    for row in rows
    if row["Benchmark"].endswith("gc.alloc.rate.norm")
}
for row in rows:
    if ":" not in row["Benchmark"]:
        key = (row["Benchmark"], row["Param: kind"], row["Param: routes"])
        name = row["Benchmark"].rsplit(".", 1)[1]
        print(
            f"| {name} | {key[1]} | {key[2]} | {float(row['Score']):.0f} ± {float(row['Score Error (99.9%)']):.0f} |"
            f" {row['Unit']} | {allocated.get(key, 0):.0f} |"
        )
