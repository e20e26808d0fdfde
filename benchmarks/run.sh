#!/usr/bin/env bash
#
# All benchmarks, with their results written to benchmarks/results. Needs nginx and wrk; strace for
# the count of system calls. Arguments go to the comparison (see benchmarks/bare-proxy.py --help).

set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$here/results"
exec python3 "$here/bare-proxy.py" --out "$here/results/bare-proxy.md" "$@"
