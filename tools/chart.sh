#!/usr/bin/env bash
#
# The charts, with Helm as a library, so that no program needs to be installed: writes the rendered copies anew, lints and tests,
# and packs both charts. The definitions in charts/sluice-crds come from the types of the crds module (`make crds`); here it is
# checked that they are current.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

usage() {
  cat <<'USAGE'
usage: tools/chart.sh [--check]

  --check  change nothing: fail where a rendered copy is not what the chart renders
USAGE
}

golden=write
case ${1:-} in
  '') ;;
  --check) golden=compare ;;
  --help | -h)
    usage
    exit 0
    ;;
  *)
    usage >&2
    exit 2
    ;;
esac

"$root/tools/maven.sh" --quiet test --projects crds,operator --also-make -Dsluice.golden="$golden" \
  -Dtest='Chart*Test,CrdsAreCurrentTest' -Dsurefire.failIfNoSpecifiedTests=false

out=$root/target/charts
mkdir -p "$out"
for chart in sluice-crds sluice; do
  version=$(sed -n 's/^version: //p' "$root/charts/$chart/Chart.yaml")
  # One time stamp and one owner: the same chart gives the same bytes.
  tar --create --gzip --file "$out/$chart-$version.tgz" --directory "$root/charts" \
    --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner "$chart"
  printf '%s\n' "$out/$chart-$version.tgz"
done
git -C "$root" status --short -- charts operator/src/test/resources/charts
