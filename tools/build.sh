#!/usr/bin/env bash
#
# What bin/sluice runs: packages the command, and lets the Java virtual machine write down what it needs at start (an AOT cache,
# JEP 514), which saves a third of the work of starting. tools/build.sh [arguments for Maven].

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

tools/maven.sh --projects cli --also-make package "$@" </dev/null

# The cache is a gift and no condition: whatever goes wrong from here on, the command works without it.
readonly cache=$root/cli/target/sluice.aot
rm -f "$cache" "$cache.config"
out=$(mktemp)
SLUICE_JAVA_OPTS="-XX:AOTCacheOutput=$cache" bin/sluice run examples/direct-response --http-port 0 --admin-port 0 --access-log off \
  >"$out" 2>&1 </dev/null &
training=$!
for _ in $(seq 600); do
  if grep -q '^ready ' "$out" || ! kill -0 "$training" 2>/dev/null; then break; fi
  sleep 0.1
done
port=$(sed -n 's/^ready http=\([0-9]*\).*/\1/p' "$out")
if [[ -n $port ]] && command -v curl >/dev/null; then
  curl --silent --max-time 10 --output /dev/null --header 'Host: closed.example.com' "http://127.0.0.1:$port/robots.txt" || true
fi
kill "$training" 2>/dev/null || true # the cache is written as it ends
wait "$training" || true
rm -f "$out" "$cache.config"
if [[ -r $cache ]]; then touch "$cache"; else printf 'no AOT cache was written: starting takes a little longer\n' >&2; fi
