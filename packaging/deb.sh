#!/usr/bin/env bash
# deb.sh BUILT OUT VERSION: Debian packages of what was published into BUILT (see pack.sh), for each platform of Linux that is there.
# The same files give the same bytes, as in pack.sh. DEB_COMPRESSION: xz, or what dpkg-deb -Z takes.
set -euo pipefail
[ $# = 3 ] || { echo "usage: packaging/deb.sh BUILT OUT VERSION" >&2; exit 2; }
built=$(realpath "$1") out=$(realpath "$2")
# dpkg takes a release for newer than what came before it only so.
version=${3/-/\~}
cd "$(dirname "$0")/.."
export TZ=UTC LC_ALL=C SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
trees=$(mktemp -d)
trap 'rm -rf "$trees"' EXIT

# put MODE FILE PATH: in the package.
put() { install -D -m "$1" "$2" "$tree$3"; }

# build NAME ARCHITECTURE: the package of what is in $tree.
build() {
  local source=packaging/deb/$1 documents=/usr/share/doc/$1 script
  put 644 "src/$project/THIRD-PARTY-LICENSES" "$documents/THIRD-PARTY-LICENSES"
  put 644 CHANGELOG.md "$documents/CHANGELOG.md"
  gzip -9n "$tree$documents"/{THIRD-PARTY-LICENSES,CHANGELOG.md}
  sed "s/@NAME@/$1/" packaging/deb/copyright >"$tree$documents/copyright"
  # Nothing of the umask of whoever builds.
  chmod -R u=rwX,go=rX "$tree"

  # Passwords may go in there; systemd reads it as root.
  [ ! -d "$tree/etc/psono" ] || chmod 600 "$tree"/etc/psono/*

  mkdir -m 755 "$tree/DEBIAN"
  sed "s/@VERSION@/$version/; s/@ARCHITECTURE@/$2/; s/@SIZE@/$(du -sk --apparent-size "$tree" | cut -f 1)/" "$source/control" \
    >"$tree/DEBIAN/control"
  for script in postinst prerm postrm; do [ ! -e "$source/$script" ] || put 755 "$source/$script" "/DEBIAN/$script"; done
  for script in conffiles templates; do [ ! -e "$source/$script" ] || put 644 "$source/$script" "/DEBIAN/$script"; done
  (cd "$tree" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
  chmod 644 "$tree/DEBIAN"/{control,md5sums}
  find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  dpkg-deb --root-owner-group --threads-max=1 -Z"${DEB_COMPRESSION:-xz}" --build "$tree" "$out/$1_${version}_$2.deb" >/dev/null
}

# The manual and the completions are the same for all platforms; some psonoci has to run here to print them.
for psonoci in "$built"/install/linux-*/psonoci ''; do
  ! "$psonoci" man >"$trees/psonoci.1" 2>/dev/null || break
done
[ -n "$psonoci" ] || { echo "deb.sh: nothing made: no psonoci in $built runs here" >&2; exit 0; }

for platform in linux-x64:amd64 linux-arm64:arm64; do
  architecture=${platform#*:} platform=${platform%:*}

  if [ -e "$built/install/$platform/psonoci" ]; then
    project=Psono.Cli tree=$trees/psonoci_$architecture
    put 755 "$built/install/$platform/psonoci" /usr/bin/psonoci
    put 644 "$trees/psonoci.1" /usr/share/man/man1/psonoci.1
    gzip -9n "$tree/usr/share/man/man1/psonoci.1"
    for shell in bash-completion/completions/psonoci:bash zsh/vendor-completions/_psonoci:zsh \
      fish/vendor_completions.d/psonoci.fish:fish; do
      mkdir -p "$(dirname "$tree/usr/share/${shell%:*}")"
      "$psonoci" completion "${shell#*:}" >"$tree/usr/share/${shell%:*}"
    done
    build psonoci "$architecture"
  fi

  if [ -e "$built/$platform-server/psono-server" ]; then
    project=Psono.Server tree=$trees/psono-server_$architecture
    put 755 "$built/$platform-server/psono-server" /usr/lib/psono-server/psono-server
    put 644 "$built/$platform-server/libe_sqlite3.so" /usr/lib/psono-server/libe_sqlite3.so
    cp -RH "$built/web/wwwroot" "$built/install" "$tree/usr/lib/psono-server"
    find "$tree/usr/lib/psono-server/wwwroot" -type f -exec chmod a-x {} +
    mkdir -p "$tree/usr/bin"
    ln -s ../lib/psono-server/psono-server "$tree/usr/bin/psono-server"
    put 644 packaging/deb/psono-server/psono-server.conf /etc/psono/psono-server.conf
    put 644 packaging/deb/psono-server/psono-server.service /usr/lib/systemd/system/psono-server.service
    put 644 docs/server.md /usr/share/doc/psono-server/server.md
    build psono-server "$architecture"
  fi
done
