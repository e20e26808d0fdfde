#!/usr/bin/env bash
#
# `make run`: serves examples/quickstart on this machine with two echo backends, prints curl commands to try, and stops all of it
# on Ctrl-C. HTTP_PORT and ADMIN_PORT choose other ports than 8080 and 9901.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

readonly http_port=${HTTP_PORT:-8080} admin_port=${ADMIN_PORT:-9901}

work=$(mktemp -d "${TMPDIR:-/tmp}/sluice-quickstart.XXXXXX")
children=()
stop() {
  trap "" INT TERM # a second Ctrl-C must not leave anything behind
  trap - EXIT
  local child
  for child in ${children[@]+"${children[@]}"}; do kill "$child" 2>/dev/null || true; done
  for child in ${children[@]+"${children[@]}"}; do wait "$child" 2>/dev/null || true; done
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

bin/sluice version >/dev/null # builds on first use, before anything starts

wait_for() { # wait_for <pid> <file> <seconds>: the line that begins with ready
  local tries=$(($3 * 20))
  while ((tries-- > 0)); do
    if grep -m 1 '^ready ' "$2" 2>/dev/null; then return 0; fi
    if ! kill -0 "$1" 2>/dev/null; then break; fi
    sleep 0.05
  done
  cat "$2" "$2.err" >&2 2>/dev/null || true
  return 1
}

port_of() { # port_of "ready http=3001 name=blue"
  local rest=${1#*http=}
  printf '%s' "${rest%% *}"
}

# The echo backends take free ports; a copy of the local endpoints says which.
mkdir "$work/endpoints"
cp examples/quickstart-local/endpoints.yaml "$work/endpoints/"
for echo in blue:3001 green:3002; do
  name=${echo%%:*}
  bin/sluice echo --port 0 --name "$name" >"$work/$name" 2>"$work/$name.err" &
  children+=($!)
done
number=0
for echo in blue:3001 green:3002; do
  name=${echo%%:*}
  ready=$(wait_for "${children[number]}" "$work/$name" 60) || { printf 'The echo backend %s did not start.\n' "$name" >&2; exit 1; }
  port=$(port_of "$ready")
  sed -i.bak "s/port: ${echo##*:},/port: $port,/" "$work/endpoints/endpoints.yaml"
  printf 'backend %-6s http://127.0.0.1:%s\n' "$name" "$port"
  number=$((number + 1))
done
rm -f "$work/endpoints/"*.bak

bin/sluice run examples/quickstart "$work/endpoints" --http-port "$http_port" --admin-port "$admin_port" \
  > >(tee "$work/run") 2> >(tee "$work/run.err" >&2) &
gateway=$!
children+=("$gateway")
if ! ready=$(wait_for "$gateway" "$work/run" 60 2>/dev/null); then
  printf 'The gateway did not start; what it said stands above. Are ports %s and %s free? Choose others: HTTP_PORT=0 ADMIN_PORT=0 make run\n' \
    "$http_port" "$admin_port" >&2
  exit 1
fi
port=$(port_of "$ready")
admin=${ready#*admin=}
admin=${admin%% *}

cat <<TRY

Sluice serves examples/quickstart. Try, in another terminal:

  curl -i -H 'Host: hello.example.com' http://127.0.0.1:$port/            # one backend
  curl -i -H 'Host: shop.example.com' http://127.0.0.1:$port/orders/17    # blue or green, 4 to 1
  curl -i -H 'Host: shop.example.com' http://127.0.0.1:$port/preview      # with X-Client and X-Route set
  curl -i -H 'Host: shop.example.com' http://127.0.0.1:$port/about        # the gateway's own answer
  curl -i -H 'Host: shop.example.com' http://127.0.0.1:$port/nothing      # no rule: 404 as problem+json
  curl -s http://127.0.0.1:$admin/metrics | grep ^sluice_                  # what was counted
  curl -s http://127.0.0.1:$admin/api/v1/snapshot                          # what is served

Edit a file in examples/quickstart and ask again: the change is live within a second. Ctrl-C stops everything.

TRY
wait "$gateway"
