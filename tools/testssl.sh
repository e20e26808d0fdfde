#!/usr/bin/env bash
#
# Runs testssl.sh (a package of Debian and Ubuntu) against examples/https and fails for findings of medium weight or worse. Those that
# speak of the example's own certificates, which nobody vouches for, are left out: what is tested is the listener.
#
#   tools/testssl.sh [OUT.json]

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=${1:-$(mktemp -d)/testssl.json}

testssl=$(command -v testssl || command -v testssl.sh) || {
  printf 'testssl.sh is not installed: apt install testssl.sh\n' >&2
  exit 1
}

work=$(mktemp -d)
"$root/bin/sluice" run "$root/examples/https" --http-port 0 --https-port 0 --admin-port 0 --access-log off --no-watch \
  >"$work/out" 2>"$work/err" &
gateway=$!
trap 'kill "$gateway" 2>/dev/null || true; rm -rf "$work"' EXIT

port=
for _ in $(seq 120); do
  port=$(sed -n 's/^ready .* https=\([0-9]*\).*/\1/p' "$work/out")
  if [[ -n $port ]]; then break; fi
  if ! kill -0 "$gateway" 2>/dev/null; then cat "$work/err" >&2; exit 1; fi
  sleep 1
done
[[ -n $port ]] || { printf 'the gateway does not start\n' >&2; exit 1; }

rm -f "$out"
"$testssl" --quiet --warnings off --color 0 --ip 127.0.0.1 --severity LOW --jsonfile "$out" "shop.example.test:$port" >"$work/report" || true

# Of the certificate, which is the example's own.
own='cert_|certificate_|DNS_CAArecord|OCSP_|scanTime|scanProblem'
if grep -E '"severity"[^"]*"(MEDIUM|HIGH|CRITICAL|FATAL)"' -B 6 "$out" | grep -oE '"id"[^"]*"[^"]*"' | grep -vE "$own"; then
  printf 'findings of medium weight or worse, see %s\n' "$out" >&2
  exit 1
fi
printf 'nothing of medium weight or worse: %s\n' "$out"
