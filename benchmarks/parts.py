"""A benchmark of several parts, of which --parts chooses some: together they make one page."""

import json
import os
import sys
import tempfile

import peers


def parser(text, names):
    """With what every such benchmark can be told."""
    options = peers.parser(text)
    options.add_argument("--parts", nargs="+", default=list(names), choices=names)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--seconds", type=int, default=2, help="of a round")
    options.add_argument("--warm", type=int, default=3, help="seconds of a window")
    options.add_argument("--connections", type=int, default=64)
    options.add_argument("--out", help="file to write the report to")
    return options


def run(title, about, parts, begin, arguments):
    """Writes the page, and ends with an error if a goal was missed.

    parts: by name, what measures with a bench and gives lines of its section, a clause of the
    conclusion, figures, and whether the goal was met
    begin: makes the bench of arguments and a directory; it has warm_up() and end()
    """
    sections, told, summary, missed = [], [], {}, []
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o755)
        bench = begin(arguments, directory)
        try:
            bench.warm_up()
            for name in arguments.parts:
                lines, words, figures, ok = parts[name](bench)
                sections += ["", f"## {name}", "", *lines]
                told.append(words)
                summary.update(figures)
                if not ok:
                    missed.append(name)
        finally:
            bench.end()
    page = [
        f"# {title}", "",
        f"{peers.machine()}; {about}; JVM flags: `{' '.join(peers.JAVA_FLAGS)}`. "
        f"By benchmarks/{os.path.basename(sys.argv[0])}.", "",
        "Conclusion: " + "; ".join(told) + ".",
        *sections, "", "```json", json.dumps(summary, indent=2), "```", "",
    ]
    peers.write(arguments.out, "\n".join(page))
    if missed:
        sys.exit(f"goals missed: {' '.join(missed)}")
