#!/usr/bin/env bash
#
# Builds the image as a tar that `docker load`, `podman load`, `kind load image-archive` and `skopeo copy docker-archive:` take, with
# no Docker and no registry, and starts the command from its layers to see that it works.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tar=$root/cli/target/sluice-image.tar

case $(uname -m) in
  x86_64 | amd64) architecture=amd64 ;;
  aarch64 | arm64) architecture=arm64 ;;
  *)
    printf 'images: no image for %s; amd64 and arm64 are known.\n' "$(uname -m)" >&2
    exit 1
    ;;
esac

"$root/tools/maven.sh" --quiet package --projects cli --also-make -Pimage -Dimage.architecture="$architecture" \
  -Dmaven.test.skip=true -Dspotless.check.skip=true
printf 'image: %s (%s)\n' "$tar" "$(du -h "$tar" | cut -f1)"

# The layers one over the other, as a container would see them.
rootfs=$(mktemp -d "${TMPDIR:-/tmp}/sluice-image.XXXXXX")
trap 'rm -rf "$rootfs"' EXIT
mkdir "$rootfs/layers" "$rootfs/root"
tar --extract --file "$tar" --directory "$rootfs/layers"
grep -o '[0-9a-f]\{64\}\.tar\.gz' "$rootfs/layers/manifest.json" | while IFS= read -r layer; do
  tar --extract --gzip --file "$rootfs/layers/$layer" --directory "$rootfs/root"
done

# The image's own entry point, word by word.
entrypoint=()
while IFS= read -r word; do entrypoint+=("$word"); done < <(
  sed -n 's/.*"Entrypoint":\[\([^]]*\)\].*/\1/p' "$rootfs/layers/config.json" | tr ',' '\n' | sed 's/^"//; s/"$//'
)

if ((EUID == 0)); then
  inside=(chroot --userspec=65532:65532 "$rootfs/root")
elif unshare --map-root-user true 2>/dev/null; then
  inside=(unshare --map-root-user chroot "$rootfs/root")
else
  printf 'images: neither root nor user namespaces here: the image was not started.\n' >&2
  exit 0
fi

smoke() { # smoke <word that must be printed> <argument>...
  local expected=$1 printed
  shift
  printed=$("${inside[@]}" "${entrypoint[@]}" "$@" 2>&1) || true
  if [[ $printed != *"$expected"* ]]; then
    printf 'images: "%s" in the image should have printed "%s", and printed:\n%s\n' "$*" "$expected" "$printed" >&2
    exit 1
  fi
  printf 'image: %-18s works\n' "$*"
}

version=$(sed -n 's/^version=//p' "$root/cli/target/classes/dev/sluice/cli/release.properties")
smoke "$version" version
smoke "$version" sluice version
smoke --push-port operator --help
smoke --data-plane dataplane --help
