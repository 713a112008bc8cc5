#!/usr/bin/env bash
# pack.sh BUILT OUT VERSION: archives, packages, images, sums and signatures of what was published into BUILT (release.sh does both).
# Packages and images only where this machine has dpkg, rpmbuild and buildah.
#   install/PLATFORM/psonoci[.exe]   PLATFORM-glibc/psonoci   PLATFORM-server/{psono-server,libe_sqlite3.so}   web/wwwroot
# What OUT has already gets a sum too. PSONO_RELEASE_KEY: the key that signs, or its public half if an agent has it. The same files give
# the same bytes: SOURCE_DATE_EPOCH (of the commit, if it is not set) is the time of all of them.
set -euo pipefail
[ $# = 3 ] || { echo "usage: packaging/pack.sh BUILT OUT VERSION" >&2; exit 2; }
built=$(realpath "$1") out=$(realpath "$2") version=$3
cd "$(dirname "$0")/.."
export TZ=UTC LC_ALL=C SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
archives=$(mktemp -d)
trap 'rm -rf "$archives"' EXIT

# sums DIRECTORY: of all files below it, as sha256sum --check reads them there.
sums() { (cd "$1" && find . -type f ! -name 'SHA256SUMS*' -printf '%P\n' | sort | xargs -r sha256sum); }
sign() {
  rm -f "$1.sig"
  [ -z "${PSONO_RELEASE_KEY:-}" ] || ssh-keygen -q -Y sign -f "$PSONO_RELEASE_KEY" -n file "$1" >&2
}

# archive NAME FILE…: of one directory of that name.
archive() {
  local name=$1 directory=$archives/$1
  shift
  mkdir -p "$directory"
  cp -R "$@" LICENSE "$directory"
  chmod -R u=rwX,go=rX "$directory"
  find "$directory" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  case $name in
    *-win-*) (cd "$archives" && find "$name" | sort | zip -q -X -@ "$out/$name.zip") ;;
    *)
      tar -C "$archives" --sort=name --format=ustar --owner=0 --group=0 --numeric-owner -cf - "$name" \
        | gzip -n >"$out/$name.tar.gz"
      ;;
  esac
  rm -rf "$directory"
}

# What a server hands out is signed as well, for those who trust the release more than the server.
rm -f "$built/install/SHA256SUMS.sig"
sums "$built/install" >"$built/SHA256SUMS"
sign "$built/SHA256SUMS"
[ ! -e "$built/SHA256SUMS.sig" ] || mv "$built/SHA256SUMS.sig" "$built/install"

for program in "$built"/install/*/psonoci*; do
  [ -e "$program" ] || continue
  platform=$(basename "$(dirname "$program")")
  archive "psonoci-$version-$platform" "$program" src/Psono.Cli/THIRD-PARTY-LICENSES
done
for directory in "$built"/*-glibc; do
  [ ! -e "$directory" ] || archive "psonoci-$version-$(basename "$directory")" "$directory/psonoci" src/Psono.Cli/THIRD-PARTY-LICENSES
done
for directory in "$built"/*-server; do
  [ ! -e "$directory" ] || archive "psono-server-$version-$(basename "${directory%-server}")" \
    "$directory"/{psono-server,libe_sqlite3.so} "$built/web/wwwroot" "$built/install" src/Psono.Server/THIRD-PARTY-LICENSES \
    packaging/deb/psono-server/psono-server.{conf,service}
done
cp packaging/image/compose.yaml packaging/image/compose.postgresql.yaml "$out"

# With the signature of what they hand out, and without the key.
! command -v dpkg-deb >/dev/null || env -u PSONO_RELEASE_KEY packaging/deb.sh "$built" "$out" "$version"
! command -v rpmbuild >/dev/null || env -u PSONO_RELEASE_KEY packaging/rpm.sh "$out" "$version"
! command -v buildah >/dev/null || env -u PSONO_RELEASE_KEY packaging/image.sh "$out" "$version"

sums "$out" >"$out/SHA256SUMS"
sign "$out/SHA256SUMS"
