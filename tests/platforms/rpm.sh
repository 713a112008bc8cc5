#!/usr/bin/env bash
# rpm.sh BUILT: the RPM packages of what release.sh published into BUILT, for this machine's platform: installed by dnf from a signed
# repository on loopback, upgraded and removed, in a new Debian in which systemd runs. What it has of its own is told to dnf by a package.
# apt-get install mmdebstrap dnf rpm createrepo-c systemd-container gnupg (as root)
set -euo pipefail
[ $# = 1 ] || { echo "usage: tests/platforms/rpm.sh BUILT" >&2; exit 2; }
cd "$(dirname "$0")/../.."
built=$(realpath "$1") project=$PWD
. tests/platforms/systemd.sh

dnf() { inside dnf --quiet --assumeyes "$@"; }
release() {
  mkdir "packages-$1"
  DEB_COMPRESSION=none "$project/packaging/deb.sh" "$built" "packages-$1" "$1"
  RPM_PAYLOAD=w1.zstdio "$project/packaging/rpm.sh" "packages-$1" "$1"
  cp "packages-$1"/*.rpm repository
  createrepo_c --quiet repository
  gpg --batch --quiet --yes --detach-sign --armor repository/repodata/repomd.xml
}

mkdir -m 700 gnupg
mkdir repository
gpg --batch --quiet --passphrase '' --quick-generate-key repository ed25519 sign never
cat >debian.spec <<'EOT'
Name: debian
Version: 12
Release: 1
Summary: What this system has
License: Apache-2.0
BuildArch: noarch
Provides: libc.so.6(GLIBC_2.34)(64bit), libssl.so.3()(64bit), /usr/sbin/useradd, /bin/sh, systemd
%description
%{summary}
%files
EOT
rpmbuild -bb --quiet --define "_topdir $work/rpm" --define "_rpmdir $work/repository" debian.spec
release 1.0.0-rc.1
serve

mmdebstrap --quiet --variant=apt --include=systemd,systemd-sysv,dbus,curl,bsdutils,libssl3,dnf,rpm,gpg bookworm root
gpg --armor --export >root/etc/psono.asc
mkdir -p root/etc/dnf/vars root/etc/yum.repos.d root/usr/lib/systemd/system-preset
printf '%s\n' '[psono]' 'name=Psono.NET' "baseurl=$url" repo_gpgcheck=1 gpgcheck=0 gpgkey=file:///etc/psono.asc metadata_expire=0 \
  >root/etc/yum.repos.d/psono.repo
echo 12 >root/etc/dnf/vars/releasever
# As in the systems that these packages are for.
echo 'disable *' >root/usr/lib/systemd/system-preset/99-default-disable.preset
boot

check "dnf refuses what lacks a part of the system" not dnf install psono-server --exclude=debian
check "dnf installs both" dnf install psono-server psonoci
check "a preset decides that it is not started" not inside systemctl is-enabled psono-server
check "the files are as the package says" inside rpm --verify psono-server psonoci
check "it is started" inside systemctl enable --now psono-server
check "it is ready, says systemd" inside sh -c 'systemctl show --property=SubState,StatusText,Type psono-server | grep -x Type=notify'
check "it is ready, says it itself" inside psono-server healthcheck
check "the web vault answers" inside sh -c 'curl -fsS http://127.0.0.1:10100/ | grep -q "<title>"'
check "it hands out psonoci" inside sh -c \
  'curl -fsS http://127.0.0.1:10100/install.sh | PSONOCI_INSTALL_DIR=/root/bin sh && /root/bin/psonoci --version'
check "it runs as psono" inside sh -c 'test "$(stat -c %U /proc/$(systemctl show --property=MainPID --value psono-server))" = psono'
check "only root reads its settings" inside sh -c 'test "$(stat -c "%a %U" /etc/psono/psono-server.conf)" = "600 root"'
check "only psono reads its data" inside sh -c \
  'test "$(stat -c "%A %U" /var/lib/psono /var/lib/psono/keys.json | xargs)" = "drwx------ psono -rw------- psono"'
check "psonoci has its manual and its completions" inside sh -c 'rpm -ql psonoci | xargs ls && gzip -cd /usr/share/man/man1/psonoci.1.gz'
check "someone has an account, a secret and a key" register
operate
inside sh -c 'echo PSONO_LOG_LEVEL=warning >>/etc/psono/psono-server.conf'
before=$(main_pid)
release 1.0.0
check "dnf upgrades both, a release after its candidate" dnf upgrade psono-server psonoci
check "it is the release now" inside sh -c 'rpm -q psono-server psonoci | grep -c 1.0.0-1 | grep -x 2'
check "it is another process" test "$(main_pid)" != "$before"
check "it has the secret" secret
check "the settings are the administrator's" inside grep -q LOG_LEVEL=warning /etc/psono/psono-server.conf
inside systemctl disable --now psono-server 2>/dev/null
release 1.1.0
check "dnf upgrades a server that is disabled" dnf upgrade psono-server
check "it stays disabled and stopped" not inside systemctl is-active psono-server
inside systemctl enable --now psono-server 2>/dev/null
check "removal" dnf remove psono-server
check "nothing listens any more" not inside curl -s http://127.0.0.1:10100/
check "it is not started again" not inside systemctl is-enabled psono-server
check "the vault is kept" inside test -e /var/lib/psono/keys.json
check "and the settings" inside test -e /etc/psono/psono-server.conf.rpmsave
cp packages-1.1.0/psono-server-1.1.0-1."$(uname -m)".rpm root/root
check "installed again, from a file" inside sh -c 'cd && dnf --quiet --assumeyes install ./psono-server-*.rpm'
inside systemctl enable --now psono-server 2>/dev/null
check "with the same vault" secret

echo "$failed failed"
[ $failed = 0 ]
