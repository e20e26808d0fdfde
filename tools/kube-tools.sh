#!/usr/bin/env bash
#
# Builds etcd, kube-apiserver and kubectl, the real API server of the integration tests, from the versions and checksums that
# tools/*/go.mod and go.sum pin, and keeps them outside the source tree. The directory it makes is the one that kube-api-test
# wants (KUBE_API_TEST_DIR):
#
#   <cache>/kube-tools/<key>/k8s/<version>-<os>-<arch>/{etcd,kube-apiserver,kubectl}
#
# <key> is a hash of all that decides what comes out, so another checkout with the same pins shares the build, and a changed pin
# never meets an old binary. A directory gets its name when it is whole: one that is there is up to date.

set -euo pipefail

readonly TOOLS=(etcd kube-apiserver kubectl) # in building order: the quickest first, so that a failing set-up shows early

usage() {
  cat <<'USAGE'
usage: tools/kube-tools.sh [--print-dir] [--no-build]

  --print-dir  print the directory (for KUBE_API_TEST_DIR) on stdout when the binaries are there
  --no-build   do not build; exit 4 when they are missing

SLUICE_CACHE moves the cache (default: $XDG_CACHE_HOME/sluice or ~/.cache/sluice).
Exit: 0 the binaries are there, 1 a build failed, 2 wrong usage, 3 Go is missing or too old (or another program that this
needs is missing), 4 not built (--no-build).
USAGE
}

say() { printf 'kube-tools: %s\n' "$*" >&2; }

die() { # die <exit code> <line>...
  local code=$1
  shift
  printf 'kube-tools: %s\n' "$@" >&2
  exit "$code"
}

print_dir=false
build=true
for argument in "$@"; do
  case $argument in
    --print-dir) print_dir=true ;;
    --no-build) build=false ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; die 2 "unknown argument: $argument" ;;
  esac
done

cache=${SLUICE_CACHE:-${XDG_CACHE_HOME:-${HOME:?is not set: set it, or SLUICE_CACHE, to say where the binaries go}/.cache}/sluice}
[[ $cache == /* ]] || cache=$PWD/$cache
readonly base=$cache/kube-tools

cd "$(dirname "${BASH_SOURCE[0]}")"

# What a developer has set for Go must not decide what is built: no other toolchain than the one that the key names, no
# workspace of a parent directory, no flags, and pure Go, so that no C compiler is needed.
export GOTOOLCHAIN=local GOWORK=off GOFLAGS='' CGO_ENABLED=0

readonly BUILD_FLAGS=(-mod=readonly -trimpath -buildvcs=false)
readonly LINK_FLAGS='-s -w'

# ---- what is wanted -----------------------------------------------------------------------------------------------------

# The version that a go.mod requires of a module. Read here and not by `go list`, which wants the network on a clean machine.
required_version() { # required_version <directory> <module>
  awk -v module="$2" '$1 == "require" { $1 = ""; $0 = $0 } $1 == module && $2 ~ /^v/ { print $2; exit }' "$1/go.mod"
}

kube_version=$(required_version kube-apiserver k8s.io/kubernetes)
etcd_version=$(required_version etcd go.etcd.io/etcd/server/v3)
kubectl_version=$(required_version kubectl k8s.io/kubernetes)
readonly kube_version etcd_version kubectl_version
[[ -n $kube_version && -n $etcd_version ]] || die 1 "no version of k8s.io/kubernetes or of etcd found in $PWD/*/go.mod"
[[ $kube_version == "$kubectl_version" ]] || # one directory carries one version
  die 1 "kube-apiserver/go.mod asks for Kubernetes $kube_version, kubectl/go.mod for $kubectl_version." \
    "Cure: pin the same version in both and run 'go mod tidy' in each directory."

wanted_go=$(awk '$1 == "go" { print $2 }' ./*/go.mod | sort -V | tail -n 1)
readonly wanted_go
readonly go_cure="Cure: install Go $wanted_go or newer (https://go.dev/doc/install) and put its bin directory on the PATH."

command -v go >/dev/null ||
  die 3 "there is no 'go' on the PATH, and the API server of the integration tests is built with it." "$go_cure"
for program in flock sha256sum; do
  command -v "$program" >/dev/null ||
    die 3 "there is no '$program' on the PATH." "Cure: install the package that has it (flock: util-linux, sha256sum: coreutils)."
done

# One call for all three: it costs more than everything else that is done when the binaries are there.
{ read -r go_version _; read -r goos; read -r goarch; } < <(go env GOVERSION GOOS GOARCH) ||
  die 3 "'$(command -v go) env' does not work." "$go_cure"
readonly go_version goos goarch
[[ $(printf '%s\n' "$wanted_go" "${go_version#go}" | sort -V | head -n 1) == "$wanted_go" ]] ||
  die 3 "$(command -v go) is ${go_version}, and $PWD/*/go.mod want Go $wanted_go or newer." "$go_cure"

# Unstamped, Kubernetes calls itself v0.0.0-master and whatever compares versions goes wrong. The proxy tells no commit; the
# hash in go.sum names the source as exactly. The date is the release's and not today's: the same pins give the same bytes.
stamps() { # stamps <build date>
  local kube_hash minor package
  kube_hash=$(awk -v version="$kube_version" '$1 == "k8s.io/kubernetes" && $2 == version { print $3 }' kube-apiserver/go.sum)
  minor=${kube_version#v1.}
  for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    printf -- '-X %s=%s ' \
      "$package.gitVersion" "$kube_version" "$package.gitMajor" 1 "$package.gitMinor" "${minor%%.*}" \
      "$package.gitCommit" "$kube_hash" "$package.gitTreeState" clean "$package.buildDate" "$1"
  done
}

# The recipe belongs to the key as much as the pins do; the comments of this script do not.
key=$({
  printf '%s\n' "$go_version" "$goos" "$goarch" "${BUILD_FLAGS[@]}" "$LINK_FLAGS" "$(stamps '')"
  for tool in "${TOOLS[@]}"; do cat "$tool/go.mod" "$tool/go.sum"; done
} | sha256sum | cut -c 1-16)
readonly key
readonly target=$base/$key
readonly bin=k8s/${kube_version#v}-$goos-$goarch

up_to_date() {
  local tool
  for tool in "${TOOLS[@]}"; do [[ -x $target/$bin/$tool ]] || return 1; done
}

finish() {
  if $print_dir; then printf '%s\n' "$target"; fi
  exit 0
}

if up_to_date; then finish; fi
$build || die 4 "the test binaries are not built." "Cure: run tools/kube-tools.sh once; it takes some minutes."

# ---- building it --------------------------------------------------------------------------------------------------------

mkdir -p "$base"
exec {lock}>"$base/.lock"
if ! flock --nonblock "$lock"; then
  say "another run is building into $base; waiting for it"
  flock "$lock"
  if up_to_date; then finish; fi
fi

# Only the holder of the lock builds, so what lies here was left by a run that was killed.
rm -rf "$base"/.building.*
work=$(mktemp -d "$base/.building.XXXXXX")
readonly work
compiler=''
# shellcheck disable=SC2317 # called by the trap
abandon() { # at every exit; after a whole build there is nothing left of it
  if [[ -n $compiler ]]; then kill "$compiler" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap abandon EXIT
chmod 755 "$work"
mkdir -p "$work/$bin"

explain_failure() { # explain_failure <log>
  if grep -q -e 'checksum mismatch' -e 'SECURITY ERROR' "$1"; then
    say "Cause: the source that was downloaded is not the one that go.sum pins." \
      "Do not edit go.sum: find out which proxy (go env GOPROXY) delivers it."
  elif grep -q -e 'missing go.sum entry' -e 'updates to go.mod needed' "$1"; then
    say "Cause: go.mod and go.sum do not fit together. Cure: run 'go mod tidy' in that directory and commit both."
  elif grep -q 'no space left on device' "$1"; then
    say "Cause: the disk is full. Cure: free some 4 GiB, or move the caches (SLUICE_CACHE, GOCACHE, GOMODCACHE, TMPDIR)."
  elif grep -q 'signal: killed' "$1"; then
    say "Cause: the system ended the compiler, most likely for want of memory. Cure: 4 GiB free, or GOMAXPROCS=1."
  elif grep -q -E 'dial tcp|i/o timeout|no such host|connection re|proxyconnect|TLS handshake|: [45][0-9][0-9] ' "$1"; then
    say "Cause: a module could not be downloaded. Cure: check the network and the Go proxy (go env GOPROXY)," \
      "then run this again; it goes on where it stopped."
  fi
}

released() { # released <tool>: when the Kubernetes that it is built from was tagged
  go list -C "$1" -mod=readonly -m -f '{{with .Time}}{{.UTC.Format "2006-01-02T15:04:05Z"}}{{end}}' k8s.io/kubernetes \
    2>/dev/null {lock}>&-
}

build_tool() { # build_tool <tool> <stamps>
  local log=$base/$1.log
  # In the background, so that a signal ends it at once and not after the minutes that it takes. The lock is closed for it: a
  # process that Go leaves behind must not hold it.
  go build -C "$1" "${BUILD_FLAGS[@]}" -ldflags "$LINK_FLAGS $2" -o "$work/$bin/$1" tool >"$log" 2>&1 {lock}>&- &
  compiler=$!
  if ! wait "$compiler"; then
    compiler=''
    printf ' failed\n' >&2
    tail -n 20 "$log" >&2
    explain_failure "$log"
    die 1 "building $1 failed; all that Go said is in $log"
  fi
  compiler=''
}

say "building the API server of the tests with $go_version into $target; once, and it takes minutes"
number=0
for tool in "${TOOLS[@]}"; do
  number=$((number + 1))
  stamped=''
  version=$etcd_version
  started=$SECONDS
  if [[ $tool != etcd ]]; then version=$kube_version; fi
  printf 'kube-tools: [%d/%d] %s %s ...' "$number" "${#TOOLS[@]}" "$tool" "$version" >&2
  if [[ $tool != etcd ]]; then
    date=$(released "$tool") || true # a failing network is explained by the build
    stamped=$(stamps "${date:-1970-01-01T00:00:00Z}")
  fi
  build_tool "$tool" "$stamped"
  printf ' built in %d s, %d MiB\n' "$((SECONDS - started))" "$(($(wc -c <"$work/$bin/$tool") >> 20))" >&2
done

rm -rf "$target" # never whole here, or it would have been up to date
mv "$work" "$target"
say "done in $SECONDS s"
finish
