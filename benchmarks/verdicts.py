#!/usr/bin/env python3
"""Reads the figures of a page, says at its end whether the goals are met, and fails if one is not.

  benchmarks/verdicts.py start benchmarks/results/start-and-memory.md

For the pages that benchmarks/run.sh puts together itself; the others judge what they measure.
"""

import pathlib
import re
import statistics
import sys

import peers


def figures(pattern, text):
    found = [float(each) for each in re.findall(pattern, text, re.MULTILINE)]
    if not found:
        sys.exit(f"the page has no {pattern}")
    return found


def at_most(what, figure, goal, unit):
    ok = figure <= goal
    return f"{what} {figure:g} {unit} ({peers.verdict(ok)} the goal of {goal:g})", ok


def start(text):
    return [
        at_most("start to the first answer takes", figures(r"median ([\d.]+) s", text)[0], 1.5, "s"),
        at_most("idle it holds", figures(r"memory idle: ([\d.]+) MiB", text)[0], 250, "MiB"),
        at_most("after an upload", figures(r"upload: ([\d.]+) MiB", text)[0], 500, "MiB"),
    ]


LIVE = r"^from the API server's answer to the write .* p99 ([\d.]+)"


def change(text):
    return [at_most("a change is live at p99 after", figures(LIVE, text)[0], 100, "ms")]


def adding(text):
    return [
        at_most("a new route is live at p99 after", figures(LIVE, text)[0], 100, "ms"),
        at_most("failed requests:", figures(r"second, (\d+) failed", text)[0], 0, "of the load"),
    ]


def compiled(text):
    one = figures(r"^operator: compile +p50 +([\d.]+)", text)[0]
    cold = statistics.median(figures(r"^cold +(\d+) ms", text)) / 1_000
    return [
        at_most("5,000 routes are compiled cold in", round(cold, 2), 1.5, "s of wall time (median)"),
        at_most("one of them that changed in", one, 50, "ms (p50)"),
    ]


def match(text):
    rows = {
        (kind, int(routes)): int(time)
        for kind, routes, time in re.findall(r"^\| match \| (\w+) \| (\d+) \| (\d+) ±", text, re.MULTILINE)
    }
    kinds = {kind for kind, _ in rows}
    slowest = max(rows[kind, 10_000] for kind in kinds)
    grown = max(rows[kind, 10_000] / rows[kind, 10] for kind in kinds)
    return [
        at_most("a match takes at 10,000 routes at most", slowest, 1_000, "ns"),
        at_most("from 10 routes it grows at most", round(grown, 2), 1.5, "times"),
    ]


def counters(text):
    alone = figures(r"^\| take \| 1 \|.*?\| (\d+) ± ", text)
    held = figures(r"^\| take \| .* \| (\d+) \|$", text)
    return [
        at_most("one thread takes from a counter in at most", max(alone), 300, "ns"),
        at_most("allocated each time:", max(held), 0, "bytes"),
    ]


JUDGES = {"start": start, "change": change, "adding": adding, "compile": compiled, "match": match,
          "limit-counters": counters}


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in JUDGES:
        sys.exit(f"usage: benchmarks/verdicts.py {'|'.join(JUDGES)} PAGE")
    page = pathlib.Path(sys.argv[2])
    text = page.read_text()
    told = JUDGES[sys.argv[1]](text)
    conclusion = "; ".join(words for words, _ in told)
    page.write_text(f"{text.rstrip()}\n\nConclusion: {conclusion}.\n")
    if not all(ok for _, ok in told):
        sys.exit(1)


if __name__ == "__main__":
    main()
