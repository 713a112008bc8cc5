#!/usr/bin/env bash
# Builds everything, installs what the tests need (Debian), runs all tests, ends with "N passed, M failed".
# ./test.sh --fast leaves out the end-to-end tests and the publishing they need.
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

fast=false
case "${1:-}" in
  --fast) fast=true ;;
  "") ;;
  *) echo "usage: ./test.sh [--fast]" >&2; exit 2 ;;
esac

packages=()
[ -n "$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || packages+=(postgresql)
[ -x /usr/sbin/pgbouncer ] || packages+=(pgbouncer)
[ -n "$(ldconfig -p 2>/dev/null | grep libsodium.so.23)" ] || packages+=(libsodium23)
command -v python3 >/dev/null 2>&1 || packages+=(python3)
python3 -c 'import yaml' 2>/dev/null || packages+=(python3-yaml)
python3 -c 'import dotenv' 2>/dev/null || packages+=(python3-dotenv)
$fast || /usr/bin/python3 -c 'import nacl' 2>/dev/null || packages+=(python3-nacl)
/usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null || packages+=(python3-aiosmtpd)
command -v dash >/dev/null 2>&1 || packages+=(dash)
command -v busybox >/dev/null 2>&1 || packages+=(busybox)
command -v curl >/dev/null 2>&1 || packages+=(curl)
command -v wget >/dev/null 2>&1 || packages+=(wget)
command -v ps >/dev/null 2>&1 || packages+=(procps)
command -v openssl >/dev/null 2>&1 || packages+=(openssl)
for tool in gcc clang cmake make zip unzip; do
  command -v $tool >/dev/null 2>&1 || packages+=($tool)
done
command -v ld.lld >/dev/null 2>&1 || packages+=(lld)
command -v ssh-agent >/dev/null 2>&1 || packages+=(openssh-client)
command -v gpg >/dev/null 2>&1 || packages+=(gnupg)
command -v zsh >/dev/null 2>&1 || packages+=(zsh)
command -v fish >/dev/null 2>&1 || packages+=(fish)
command -v groff >/dev/null 2>&1 || packages+=(groff-base)
$fast || [ -x /usr/bin/chromium-headless-shell ] || packages+=(chromium-headless-shell)
[ -e /usr/include/zlib.h ] || packages+=(zlib1g-dev)
[ -e /usr/include/openssl/ssl.h ] || packages+=(libssl-dev)
# What packages and images are made and tried with; none of what these recommend.
lean=()
if ! $fast; then
  for tool in systemd-analyze:systemd reprepro:reprepro rpmbuild:rpm buildah:buildah umoci:umoci skopeo:skopeo runc:runc; do
    command -v "${tool%:*}" >/dev/null 2>&1 || lean+=("${tool#*:}")
  done
fi
if [ $((${#packages[@]} + ${#lean[@]})) -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "test.sh: installing ${packages[*]} ${lean[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq || exit 1
    [ ${#packages[@]} = 0 ] || apt-get install -y -qq "${packages[@]}" >/dev/null || exit 1
    [ ${#lean[@]} = 0 ] || apt-get install -y -qq --no-install-recommends "${lean[@]}" >/dev/null || exit 1
    unset DEBIAN_FRONTEND
  else
    echo "test.sh: the tests need ${packages[*]} ${lean[*]}: sudo apt-get install ${packages[*]} ${lean[*]}" >&2
    exit 1
  fi
fi

# What took how long, for whoever wants it shorter.
SECONDS=0
took() { echo "test.sh: $1: $SECONDS s"; SECONDS=0; }

# Tests leave nothing behind: they get a directory for that, which PostgreSQL's user may pass through.
temporary=$(mktemp -d "${TMPDIR:-/tmp}/psono-tests.XXXXXX")
chmod 711 "$temporary"
log=$temporary.log

# One compiler for all projects, warm after the first, which ends with this script. None of these programs runs for long enough to gain
# from being measured first (TieredPGO).
compiler=$(basename "$temporary").compiler
compiling=(env DOTNET_TieredPGO=0 UseSharedCompilation=true "SharedCompilationId=$compiler" MSBUILDDISABLENODEREUSE=1)

# The processes with this text among their arguments or in their environment.
processes_with() {
  grep -lsF -f <(echo "$1") /proc/[0-9]*/environ /proc/[0-9]*/cmdline | cut -d / -f 3 | sort -u
}
still_running() {
  local ids
  # A browser's take a moment to end.
  for _ in {1..50}; do
    ids=$(processes_with "$temporary")
    [ -n "$ids" ] || return 1
    sleep 0.1
  done
  echo $ids
}
clean_up() {
  kill $(processes_with "$compiler") 2>/dev/null
  rm -rf "$temporary" "$temporary".*
}
trap clean_up EXIT

passed=0 failed=0 broken=0
run() {
  local name=$1 code ok bad skipped left
  # Signals as a terminal would have them: many tests are about them, and whoever started this may ignore some.
  env --default-signal TMPDIR="$temporary" dotnet "artifacts/bin/$name/debug/$name.dll" --progress off --no-ansi >"$log" 2>&1
  code=$?
  # The summary of Microsoft.Testing.Platform: "total: 12", "failed: 0", "succeeded: 12", "skipped: 0".
  count() { sed -n "s/^ *$1: *\([0-9]*\).*/\1/p" "$log" | tail -n 1; }
  ok=$(count succeeded) bad=$(count failed) skipped=$(count skipped)
  if [ $code -ne 0 ] || [ "${bad:-0}" -ne 0 ] || [ -z "$ok" ]; then
    cat "$log"
    [ "${bad:-0}" -gt 0 ] || broken=$((broken + 1))
  fi
  # The runtime's own sockets stay when a process is killed, as some tests do.
  left=$(find "$temporary" -mindepth 1 -maxdepth 1 ! -name 'dotnet-diagnostic-*' ! -name 'clr-debug-pipe-*')
  if [ -n "$left" ]; then
    printf 'test.sh: %s left behind:\n%s\n' "$name" "$left"
    broken=$((broken + 1))
    find "$temporary" -mindepth 1 -delete
  fi
  if left=$(still_running); then
    printf 'test.sh: %s left running:\n%s\n' "$name" "$(ps -o pid=,args= $left)"
    kill -KILL $left 2>/dev/null
    broken=$((broken + 1))
  fi
  echo "$name: ${ok:-0} passed, ${bad:-0} failed, ${skipped:-0} skipped"
  passed=$((passed + ${ok:-0}))
  failed=$((failed + ${bad:-0}))
  took "$name"
}

dotnet restore Psono.slnx -v quiet || exit 1
took "restore"
# Whatever publishing does not need runs beside it.
if ! $fast; then
  "${compiling[@]}" ./build.sh --release >"$log.publish" 2>&1 &
  publishing=$!
fi
"${compiling[@]}" dotnet build Psono.slnx --no-restore -v quiet --nologo || exit 1
took "tests built"
run Psono.Tests
run Psono.Server.Tests
if ! $fast; then
  wait "$publishing" || { cat "$log.publish"; exit 1; }
  flock --nonblock artifacts/build.lock true || { echo "test.sh: what build.sh left running keeps the next build waiting"; exit 1; }
  took "waited for the published executables"
  run Psono.EndToEndTests
  # A few faults of a cluster: tests/cluster/README.md.
  if ! TMPDIR=$temporary tests/cluster/run.sh --short >"$log" 2>&1; then
    cat "$log"
    echo "test.sh: the cluster did not survive"
    broken=$((broken + 1))
  fi
  took "cluster"
fi
failed=$((failed + broken))
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
