#!/usr/bin/env bash
# image.sh OUT VERSION: images of the Debian packages in OUT, also into OUT: for each architecture an archive for `docker load` (plain:
# podman and skopeo of Debian 12 cannot read one that gzip made), and one of both for registries (`skopeo copy --all oci-archive:…`).
# The same packages, on the same day's Debian, give the same bytes.
set -euo pipefail
[ $# = 2 ] || { echo "usage: packaging/image.sh OUT VERSION" >&2; exit 2; }
out=$(realpath "$1") version=$2
cd "$(dirname "$0")/.."
grep -qx VERSION_CODENAME=bookworm /etc/os-release \
  || { echo "image.sh: nothing made: images are made on Debian 12 (bookworm)" >&2; exit 0; }
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)} LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Nothing of the machine's own images, and no driver that needs more than files.
buildah() { command buildah --storage-driver vfs --root "$work/storage" --runroot "$work/run" "$@"; }

declare -A descriptions=(
  [psono-server]="stores secrets that only their owners can read"
  [psonoci]="starts a program with its secrets in its environment"
)
for name in "${!descriptions[@]}"; do
  [ -n "$(compgen -G "$out/${name}_*.deb")" ] || continue
  buildah manifest create "$name" >/dev/null
  for platform in linux-x64:amd64 linux-arm64:arm64; do
    architecture=${platform#*:} platform=${platform%:*}
    [ -n "$(compgen -G "$out/${name}_*_$architecture.deb")" ] || continue
    [ -d "$work/$architecture" ] || packaging/image/root.sh "$architecture" "$out" "$work/$architecture"
    buildah build --quiet --platform "linux/$architecture" --format docker --identity-label=false --timestamp "$SOURCE_DATE_EPOCH" \
      --build-context "root=$work/$architecture" --target "$name" --file packaging/image/Dockerfile --tag "$name-$architecture" \
      --label org.opencontainers.image.title="$name" --label org.opencontainers.image.description="${descriptions[$name]}" \
      --label org.opencontainers.image.version="$version" --label org.opencontainers.image.licenses=Apache-2.0 \
      --label org.opencontainers.image.revision="$(git rev-parse HEAD)" packaging/image >/dev/null
    buildah push --quiet "$name-$architecture" "docker-archive:$work/$name.tar"
    python3 packaging/image/docker_archive.py "$name:$version" <"$work/$name.tar" >"$out/$name-$version-$platform-image.tar"
    rm "$work/$name.tar"
    buildah manifest add "$name" "$name-$architecture" >/dev/null
  done
  buildah manifest push --quiet --all "$name" "oci:$work/$name:$version"
  find "$work/$name" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  chmod -R u=rwX,go=rX "$work/$name"
  tar -C "$work/$name" --sort=name --format=ustar --owner=0 --group=0 --numeric-owner -cf "$out/$name-$version-oci.tar" .
done
