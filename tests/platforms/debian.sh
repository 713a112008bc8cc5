#!/usr/bin/env bash
# debian.sh BUILT [SUITE]: the packages of what release.sh published into BUILT, for this machine's platform, in a new Debian (bookworm)
# in which systemd runs: installed by apt from a signed repository on loopback, upgraded, removed and purged.
# apt-get install mmdebstrap reprepro systemd-container gnupg (as root)
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: tests/platforms/debian.sh BUILT [SUITE]" >&2; exit 2; }
cd "$(dirname "$0")/../.."
built=$(realpath "$1") suite=${2:-bookworm} project=$PWD
. tests/platforms/systemd.sh

apt() { inside apt-get -qq --yes "$@"; }
release() {
  mkdir "debs-$1"
  DEB_COMPRESSION=none "$project/packaging/deb.sh" "$built" "debs-$1" "$1"
  reprepro --silent -b repository includedeb stable "debs-$1"/*.deb
}

mkdir -m 700 gnupg
mkdir -p repository/conf
gpg --batch --quiet --passphrase '' --quick-generate-key repository ed25519 sign never
printf '%s\n' 'Codename: stable' 'Components: main' 'Architectures: amd64 arm64' 'SignWith: yes' >repository/conf/distributions
release 1.0.0
serve

mmdebstrap --quiet --variant=apt --include=systemd,systemd-sysv,dbus,curl,bsdutils "$suite" root
gpg --export >root/usr/share/keyrings/psono.gpg
cat >root/etc/apt/sources.list.d/psono.sources <<EOF
Types: deb
URIs: $url
Suites: stable
Components: main
Signed-By: /usr/share/keyrings/psono.gpg
EOF
boot

check "apt finds the repository" apt update
check "apt installs both, and what they need" apt install psono-server psonoci
check "the server is running" inside systemctl is-active psono-server
check "it will be after the next boot" inside systemctl is-enabled psono-server
check "it is ready, says systemd" inside sh -c 'systemctl show --property=SubState,StatusText,Type psono-server | grep -x Type=notify'
check "it is ready, says it itself" inside psono-server healthcheck
check "the web vault answers" inside sh -c 'curl -fsS http://127.0.0.1:10100/ | grep -q "<title>"'
check "it hands out psonoci" inside sh -c \
  'curl -fsS http://127.0.0.1:10100/install.sh | PSONOCI_INSTALL_DIR=/root/bin sh && /root/bin/psonoci --version'
check "it runs as psono" inside sh -c 'test "$(stat -c %U /proc/$(systemctl show --property=MainPID --value psono-server))" != root'
check "the journal has its key" inside sh -c 'journalctl -u psono-server | grep -q "server key"'
check "only psono reads its data" inside sh -c \
  'test "$(stat -c "%A %U" /var/lib/psono /var/lib/psono/keys.json | xargs)" = "drwx------ psono -rw------- psono"'
check "someone has an account, a secret and a key" register
operate
keys=$(inside sha256sum /var/lib/psono/keys.json)
inside sh -c 'echo PSONO_LOG_LEVEL=warning >>/etc/psono/psono-server.conf'
before=$(main_pid)
release 1.1.0
apt update
check "apt upgrades both" apt install psono-server psonoci
check "it is another process now" test "$(main_pid)" != "$before"
check "it has the secret" secret
check "the keys are the same" test "$(inside sha256sum /var/lib/psono/keys.json)" = "$keys"
check "the settings are the administrator's" inside grep -q LOG_LEVEL=warning /etc/psono/psono-server.conf
inside sh -c 'echo PSONO_URLS=nonsense >>/etc/psono/psono-server.conf; systemctl restart psono-server' 2>/dev/null || true
check "a wrong setting ends it for good, and is in the journal" inside sh -c \
  'systemctl is-failed psono-server && journalctl -u psono-server | grep -q "error: PSONO_URLS: expected"'
inside sh -c 'sed -i "/nonsense/d" /etc/psono/psono-server.conf; systemctl restart psono-server'
inside sh -c 'kill -9 $(systemctl show --property=MainPID --value psono-server)'
check "it comes back after a crash" secret
inside systemctl disable --now psono-server 2>/dev/null
release 1.2.0
apt update
check "apt upgrades a server that is disabled" apt install psono-server
check "an upgrade leaves disabled what is disabled" not inside systemctl is-enabled psono-server
inside systemctl enable --now psono-server 2>/dev/null
check "removal" apt remove psono-server
check "nothing listens any more" not inside curl -s http://127.0.0.1:10100/
check "the vault is kept" inside test -e /var/lib/psono/keys.json
check "and the settings" inside test -e /etc/psono/psono-server.conf
check "purge, with nobody to ask" apt purge psono-server
check "the vault is kept all the same" inside test -e /var/lib/psono/keys.json
check "the settings are gone" not inside test -e /etc/psono
check "installed again" apt install psono-server
check "with the same vault" secret
inside sh -c 'echo psono-server psono-server/delete-data boolean true | debconf-set-selections'
check "purge, and delete" apt purge psono-server
check "nothing is left" not inside test -e /var/lib/psono

echo "$failed failed"
[ $failed = 0 ]
