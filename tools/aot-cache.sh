#!/usr/bin/env bash
#
# Makes the JVM's ahead-of-time cache of the image: tools/aot-cache.sh <directory with java/, sluice.jar and lib/>. The cache holds
# the classes that a short run of the gateway loads, already linked; a start costs a third less CPU. It is bound to those very files:
# a JVM that finds others starts as if it were not there.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
app=${1:?usage: tools/aot-cache.sh <directory with java/, sluice.jar and lib/>}

work=$(mktemp -d "${TMPDIR:-/tmp}/sluice-aot.XXXXXX")
gateway=
stop() {
  if [[ -n $gateway ]]; then kill -KILL "$gateway" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap stop EXIT

# Those of the image's entry point: with others (--enable-native-access is one) the JVM would refuse the cache.
flags=(-XX:+UseCompactObjectHeaders -XX:-UsePerfData -XX:MetaspaceSize=96m -XX:+ExitOnOutOfMemoryError -Xss512k --enable-native-access=ALL-UNNAMED)

"$app/java/bin/java" -XX:AOTCacheOutput="$app/sluice.aot" "${flags[@]}" -cp "$app/sluice.jar" dev.sluice.cli.ImageMain \
  run "$root/examples/direct-response" --http-port 0 --admin-port 0 >"$work/out" 2>"$work/err" &
gateway=$!
for ((tries = 600; tries > 0; tries--)); do
  if grep -q '^ready ' "$work/out" || ! kill -0 "$gateway" 2>/dev/null; then break; fi
  sleep 0.1
done
port=$(sed -n 's/^ready http=\([0-9]*\).*/\1/p' "$work/out")
if [[ -z $port ]]; then
  printf 'aot-cache: the gateway did not start:\n' >&2
  cat "$work/out" "$work/err" >&2
  exit 1
fi
for ((requests = 20; requests > 0; requests--)); do
  exec {connection}<>"/dev/tcp/127.0.0.1/$port"
  printf 'GET /robots.txt HTTP/1.1\r\nHost: closed.example.com\r\nConnection: close\r\n\r\n' >&"$connection"
  cat <&"$connection" >"$work/answer"
  exec {connection}>&-
done
if ! grep -q '^HTTP/1.1 200 ' "$work/answer"; then
  printf 'aot-cache: the gateway answered:\n' >&2
  cat "$work/answer" "$work/err" >&2
  exit 1
fi

kill -TERM "$gateway" # the cache is written as the JVM ends
wait "$gateway" || true
gateway=
if ! "$app/java/bin/java" -XX:AOTCache="$app/sluice.aot" -XX:AOTMode=on "${flags[@]}" -cp "$app/sluice.jar" \
  dev.sluice.cli.ImageMain version; then
  printf 'aot-cache: the cache cannot be used.\n' >&2
  cat "$work/err" >&2
  exit 1
fi
