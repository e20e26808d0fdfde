#!/usr/bin/env bash
#
# Fetches the real OpenID Connect provider of the tests of logins, from the versions and checksums that
# tools/oidc-provider/package-lock.json pins, and keeps it outside the source tree:
#
#   <cache>/oidc-provider/<key>/issuer.mjs
#
# <key> is a hash of all that decides what comes out. A directory gets its name when it is whole: one that is there is up to
# date.

set -euo pipefail

usage() {
  cat <<'USAGE'
usage: tools/oidc-provider.sh [--print-dir]

  --print-dir  print the directory (for OIDC_PROVIDER_DIR) on stdout

SLUICE_CACHE moves the cache (default: $XDG_CACHE_HOME/sluice or ~/.cache/sluice).
Exit: 0 it is there, 1 fetching failed, 2 wrong usage, 3 Node.js or npm is missing.
USAGE
}

print_dir=false
for argument in "$@"; do
  case $argument in
    --print-dir) print_dir=true ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

cache=${SLUICE_CACHE:-${XDG_CACHE_HOME:-${HOME:?is not set: set it, or SLUICE_CACHE, to say where it goes}/.cache}/sluice}
[[ $cache == /* ]] || cache=$PWD/$cache

cd "$(dirname "${BASH_SOURCE[0]}")/oidc-provider"

for program in node npm; do
  if ! command -v "$program" >/dev/null; then
    printf "oidc-provider: there is no '%s' on the PATH. Cure: install Node.js 20 or newer.\n" "$program" >&2
    exit 3
  fi
done

key=$(cat package.json package-lock.json issuer.mjs | sha256sum | cut -c 1-16)
readonly target=$cache/oidc-provider/$key

if [[ ! -d $target ]]; then
  mkdir -p "$cache/oidc-provider"
  making=$(mktemp -d "$cache/oidc-provider/.making-XXXXXX")
  trap 'rm -rf "$making"' EXIT
  cp package.json package-lock.json issuer.mjs "$making"
  # Nothing that was fetched runs before the tests do.
  (cd "$making" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >&2 </dev/null
  # Of two runs at a time one is first, and both made the same.
  mv -T "$making" "$target" 2>/dev/null || [[ -d $target ]]
fi
if $print_dir; then printf '%s\n' "$target"; fi
