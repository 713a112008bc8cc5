#!/bin/sh
# root.sh ARCHITECTURE PACKAGES OUT: what the images contain, for amd64 or arm64, on Debian 12 of either. PACKAGES has our own .deb files.
# Nothing of the other architecture is run.
set -eu
# Whoever runs the images has to be able to read them.
umask 022
architecture=$1 packages=$2
mkdir -p "$3"
out=$(cd "$3" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# With this machine's sources, and a state of its own.
mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$work/debian"
apt() {
  (cd "$work/debian" && apt-get -qq -o APT::Architecture="$architecture" -o APT::Architectures::="$architecture" \
    -o Dir::State="$work/state" -o Dir::State::status=/dev/null -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root "$@")
}
# Not without one of the sources: what it would have had is security updates.
apt -o APT::Update::Error-Mode=any update
apt download base-files ca-certificates libc6 libssl3

# unpack DEB DIRECTORY PATH…: those of its files, and its entry where scanners look for what an image without dpkg contains.
unpack() {
  deb=$1 root=$out/$2
  shift 2
  mkdir -p "$root/var/lib/dpkg/status.d" "$root/usr"
  dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$root" --wildcards --no-same-owner --exclude='*/gconv' --exclude='*/gconv/*' "$@"
  dpkg-deb --field "$deb" >"$root/var/lib/dpkg/status.d/$(dpkg-deb --field "$deb" Package)"
}
trust() {
  mkdir -p "$out/$1/etc/ssl/certs"
  dpkg-deb --fsys-tarfile "$work"/debian/ca-certificates_*.deb | tar -x -C "$work" ./usr/share/ca-certificates
  find "$work/usr/share/ca-certificates" -name '*.crt' | LC_ALL=C sort | xargs cat >"$out/$1/etc/ssl/certs/ca-certificates.crt"
}
people() {
  mkdir -p "$out/$1/etc"
  echo "psono:x:10001:10001::$2:/nonexistent" >"$out/$1/etc/passwd"
  echo "psono:x:10001:" >"$out/$1/etc/group"
}

rm -rf "$out/server" "$out/psonoci" "$out/owned"
# ours NAME: the one package of that name, if there is one.
ours() {
  set -- "$packages/$1"_*_"$architecture".deb
  [ $# = 1 ] || { echo "root.sh: several packages: $*" >&2; exit 1; }
  [ ! -e "$1" ] || echo "$1"
}
server=$(ours psono-server)
psonoci=$(ours psonoci)
if [ -n "$server" ]; then
  unpack "$server" server ./usr/bin ./usr/lib/psono-server ./usr/share/doc
  unpack "$work"/debian/base-files_*.deb server ./etc/os-release ./usr/lib/os-release ./usr/share/doc/base-files/copyright
  unpack "$work"/debian/libc6_*.deb server './lib*/*.so*' ./usr/share/doc/libc6/copyright
  unpack "$work"/debian/libssl3_*.deb server './usr/lib/*/lib*.so.3' ./usr/share/doc/libssl3/copyright
  unpack "$work"/debian/ca-certificates_*.deb server ./usr/share/doc/ca-certificates/copyright
  trust server
  people server /data
  echo 'hosts: files dns' >"$out/server/etc/nsswitch.conf"
  mkdir -p "$out/server/usr/lib/ssl" "$out/owned/data"
  ln -s /etc/ssl/certs "$out/server/usr/lib/ssl/certs"
  chmod 700 "$out/owned/data"
fi
if [ -n "$psonoci" ]; then
  unpack "$psonoci" psonoci ./usr/bin/psonoci ./usr/share/doc
  mv "$out/psonoci/usr/bin/psonoci" "$out/psonoci/psonoci"
  rmdir "$out/psonoci/usr/bin"
  trust psonoci
  people psonoci /
fi
