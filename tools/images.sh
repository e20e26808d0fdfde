#!/usr/bin/env bash
#
# Builds the image as a tar that `docker load`, `podman load`, `kind load image-archive` and `skopeo copy docker-archive:` take, with
# no Docker and no registry, and starts each of its programs from the layers to see that it works.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
image=$root/cli/target/sluice-image.tar

case $(uname -m) in
  x86_64 | amd64) architecture=amd64 ;;
  aarch64 | arm64) architecture=arm64 ;;
  *)
    printf 'images: no image for %s; amd64 and arm64 are known.\n' "$(uname -m)" >&2
    exit 1
    ;;
esac

# What is compiled here was checked by `make build` and `make test`; this only packs it.
"$root/tools/maven.sh" --quiet package --projects cli --also-make -Pimage,quick -Dimage.architecture="$architecture" \
  -Dmaven.test.skip=true -Dspotless.check.skip=true
printf 'image: %s (%s)\n' "$image" "$(du -h "$image" | cut -f1)"

work=$(mktemp -d "${TMPDIR:-/tmp}/sluice-image.XXXXXX")
trap 'rm -rf "$work"' EXIT
layers=$work/layers
rootfs=$work/rootfs
mkdir "$layers" "$rootfs"
tar --extract --file "$image" --directory "$layers"
while IFS= read -r layer; do # one over the other, as a container would see them
  tar --extract --gzip --warning=no-unknown-keyword --file "$layers/$layer" --directory "$rootfs"
done < <(grep -o '[0-9a-f]\{64\}\.tar\.gz' "$layers/manifest.json")
mkdir "$rootfs/proc"

# The image's own entry point, word by word.
entrypoint=()
while IFS= read -r word || [[ -n $word ]]; do entrypoint+=("$word"); done < <(
  sed -n 's/.*"Entrypoint":\[\([^]]*\)\].*/\1/p' "$layers/config.json" | tr ',' '\n' | sed 's/^"//; s/"$//'
)

# As close to a container as this machine allows: as the image's user with a /proc of its own, or as root of a user namespace.
inside=(unshare --mount --pid --fork --mount-proc="$rootfs/proc")
if ((EUID == 0)) && "${inside[@]}" true 2>/dev/null; then
  inside+=(chroot --userspec=65532:65532 "$rootfs")
elif ((EUID == 0)); then
  # Without /proc the launcher does not know where it stands, and so where its libraries are.
  inside=(env LD_LIBRARY_PATH=/app/java/lib chroot --userspec=65532:65532 "$rootfs")
elif unshare --map-root-user "${inside[@]:1}" true 2>/dev/null; then
  inside=(unshare --map-root-user "${inside[@]:1}" chroot "$rootfs")
else
  printf 'images: NOT TRIED: only root, or a kernel with user namespaces, can start the image without Docker.\n' >&2
  exit 0
fi

try() { # try <word that must be printed> <argument>...
  local expected=$1 printed
  shift
  printed=$("${inside[@]}" "${entrypoint[@]}" "$@" 2>&1) || true
  if [[ $printed != *"$expected"* ]]; then
    printf 'images: "%s" should have printed "%s", and printed:\n%s\n' "$*" "$expected" "$printed" >&2
    exit 1
  fi
  printf 'image: "%s" works\n' "$*"
}

version=$(sed -n 's/^version=//p' "$root/cli/target/classes/dev/sluice/cli/release.properties")
try "sluice $version" version
try "sluice $version" sluice version
try --config-service dataplane --help
try --config-service operator --help
