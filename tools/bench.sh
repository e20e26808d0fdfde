#!/usr/bin/env bash
#
# `make bench`: builds the benchmarks and runs the harness that writes benchmarks/results.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
tools/maven.sh --quiet package -DskipTests -Dspotless.check.skip=true </dev/null
exec benchmarks/run.sh "$@"
