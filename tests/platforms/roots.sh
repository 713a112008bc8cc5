#!/usr/bin/env bash
# roots.sh PACKAGES: the lines of the README that install something, with the files that release.sh left in PACKAGES, for this machine's
# platform: in a root directory like Alpine's (busybox alone, no C library), in a new Debian, and in an empty one. Prints what people see.
# apt-get install mmdebstrap (as root)
set -euo pipefail
[ $# = 1 ] || { echo "usage: tests/platforms/roots.sh PACKAGES" >&2; exit 2; }
packages=$(realpath "$1")
case $(uname -m) in aarch64) platform=linux-arm64 architecture=arm64 ;; *) platform=linux-x64 architecture=amd64 ;; esac
work=$(mktemp -d)
chmod 755 "$work"
cd "$work"
pids=() failed=0
trap 'kill "${pids[@]}" 2>/dev/null || true; wait; rm -rf "$work"' EXIT

# inside ROOT LINE: shows the line, and what it prints; the shell of that root runs it, with the network of this machine.
inside() {
  printf '$ %s\n' "$2" | sed 's/^/  /'
  env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM=dumb DEBIAN_FRONTEND=noninteractive \
    PSONO_VAULT_PASSWORD="${PSONO_VAULT_PASSWORD:-}" chroot "$1" /bin/sh -c "cd && $2" >output 2>&1 </dev/null || {
    echo "FAILED, exit code $?"
    failed=$((failed + 1))
  }
  sed 's/^/  /' output
}
# expect TEXT: what the last line printed has it.
expect() { grep -qF -- "$1" output || { echo "FAILED: nothing of '$1'"; failed=$((failed + 1)); }; }
until_said() { for _ in {1..200}; do ! grep -qs -- "$1" "$2" || return 0; sleep 0.05; done; cat "$2" >&2; exit 1; }

echo "## The server: an archive, unpacked where it shall run"
PSONO_VAULT_PASSWORD=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
version=$(basename "$packages"/psono-server-*-"$platform".tar.gz "-$platform.tar.gz")
version=${version#psono-server-}
tar -xzf "$packages/psono-server-$version-$platform.tar.gz"
"psono-server-$version-$platform/psono-server" --data-dir data --urls http://127.0.0.1:0 >log 2>&1 </dev/null & pids+=($!)
until_said '127.0.0.1:[1-9]' log
sed 's/^/  /' log
url=$(grep -o 'http://127.0.0.1:[1-9][0-9]*' log | head -n 1)
key=$(sed -n 's/.*server key //p' log | head -n 1)

echo "## A root like Alpine's: busybox, and not one library"
mkdir -p alpine/{bin,usr/bin,sbin,usr/sbin,usr/local/bin,etc,root,tmp,dev,proc}
# Unpacked, not installed: in Debian's place of busybox, it would be another one for other tests.
apt-get -qq download busybox-static
dpkg-deb --fsys-tarfile busybox-static_*.deb | tar -xO ./bin/busybox >alpine/bin/busybox
chmod 755 alpine/bin/busybox
chroot alpine /bin/busybox --install -s
echo 'root:x:0:0:root:/root:/bin/sh' >alpine/etc/passwd
mknod -m 666 alpine/dev/null c 1 3
mknod -m 444 alpine/dev/urandom c 1 9
inside alpine "wget -qO- $url/install.sh | sh"
inside alpine "psonoci --version"
inside alpine "psonoci vault --server-url $url/server register --verify-key $key alice@example.com"
inside alpine "psonoci vault --server-url $url/server login --verify-key $key alice@example.com"
inside alpine "psonoci vault --server-url $url/server create --title 'production database' db_password=Df55sr2UQm7Wshv7"
inside alpine "psonoci vault --server-url $url/server api-key create 'service key' --secret 'production database' --save psonoci.toml"
inside alpine "psonoci -c psonoci.toml run -- sh -c 'echo \$db_password'"
expect Df55sr2UQm7Wshv7

echo "## A new Debian"
mmdebstrap --quiet --variant=apt --include=curl,ca-certificates bookworm debian
cp "$packages"/*_"$architecture".deb debian/root
cp alpine/root/psonoci.toml debian/root
inside debian "curl -fsSL $url/install.sh | sh"
inside debian "psonoci -c psonoci.toml run -- sh -c 'echo \$db_password'"
expect Df55sr2UQm7Wshv7
inside debian "rm /usr/local/bin/psonoci"
inside debian "apt-get install -qq ./psonoci_${version}_$architecture.deb ./psono-server_${version}_$architecture.deb"
inside debian "psonoci --version; psono-server --version; dpkg -s psono-server | grep Status"
expect "install ok installed"
inside debian "psonoci -c psonoci.toml run -- sh -c 'echo \$db_password'"
expect Df55sr2UQm7Wshv7

echo "## An empty root: psonoci, its settings, and the program it starts"
mkdir empty
tar -xzOf "$packages/psonoci-$version-$platform.tar.gz" "psonoci-$version-$platform/psonoci" >empty/psonoci
chmod 755 empty/psonoci
cp alpine/root/psonoci.toml empty
cp alpine/bin/busybox empty
(cd empty && find . -type f -printf '  %9s  %P\n')
printf '  $ chroot empty /psonoci -c /psonoci.toml run --clear-env -- /busybox env\n'
env -i /usr/sbin/chroot empty /psonoci -c /psonoci.toml run --clear-env -- /busybox env >output 2>&1 || failed=$((failed + 1))
sed 's/^/  /' output
expect db_password=Df55sr2UQm7Wshv7

echo "$failed failed"
[ $failed = 0 ]
