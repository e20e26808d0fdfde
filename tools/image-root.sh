#!/usr/bin/env bash
#
# Lays out all of the image's file system but our jars: tools/image-root.sh <directory to make>. A linked Java runtime, the files
# of the C library that it is linked with, taken from this machine, and the few files that a C library and a non-root user want.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=${1:?usage: tools/image-root.sh <directory to make>}
JAVA_HOME=$("$root/tools/find-jdk.sh")
export JAVA_HOME

if [[ $(uname -s) != Linux ]]; then
  printf 'image-root: the image takes the C library of the machine that builds it, so build on Linux, or use the Dockerfile.\n' >&2
  exit 1
fi

rm -rf "$out"
mkdir -p "$out/etc" "$out/tmp"
"$root/tools/java-runtime.sh" "$out/app/java"

# Each library at the path by which the loader finds it here, symbolic links resolved: layers hold plain files only.
find "$out/app/java" -type f \( -name '*.so' -o -path '*/bin/java' \) -exec ldd {} + 2>/dev/null |
  grep -o '/[^ ]*' | grep -v -e ':$' -e "^$out" | sort -u |
  while IFS= read -r library; do
    install -D -m 0644 "$(readlink -f "$library")" "$out$library"
  done

printf 'nonroot:x:65532:65532:nonroot:/tmp:/sbin/nologin\n' >"$out/etc/passwd"
printf 'nonroot:x:65532:\n' >"$out/etc/group"
printf 'hosts: files dns\n' >"$out/etc/nsswitch.conf"
# So that /tmp is there where nothing is mounted over it.
: >"$out/tmp/.keep"
