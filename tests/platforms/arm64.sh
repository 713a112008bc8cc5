#!/usr/bin/env bash
# arm64.sh PSONOCI SERVER: what psonoci for linux-arm64 does in qemu's emulation of the processor, against a psono-server of either
# kind.
# Of the contract of `run`, what qemu itself breaks does not count: a program of two lines that does nothing but execve is scored as well.
# apt-get install qemu-user-static clang lld mmdebstrap
set -euo pipefail
[ $# = 2 ] || { echo "usage: tests/platforms/arm64.sh PSONOCI SERVER" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
psonoci=$(realpath "$1") server=$(realpath "$2")
work=$(mktemp -d)
cd "$work"
pid=
trap 'kill $pid 2>/dev/null; rm -rf "$work"' EXIT
failed=0
verdict() {
  if [ "$1" = 0 ]; then echo "ok      $2"; else echo "FAILED  $2"; failed=$((failed + 1)); [ -z "${3:-}" ] || printf '        %s\n' "$3"; fi
}

# check TITLE PATTERN COMMAND…: its output (and what it says to people) has a line with the pattern.
check() {
  local title=$1 pattern=$2 output
  shift 2
  output=$("$@" 2>&1 </dev/null | tr -d '\r') || true
  if grep -qE -- "$pattern" <<<"$output"; then verdict 0 "$title"; else verdict 1 "$title" "$output"; fi
}

# check_exit TITLE CODE COMMAND…
check_exit() {
  local title=$1 expected=$2 code=0
  shift 2
  "$@" >/dev/null 2>&1 </dev/null || code=$?
  verdict "$([ "$code" = "$expected" ]; echo $?)" "$title" "exit code $code"
}

# serve_with_secret PSONOCI…: a server with one secret, NAME=value-of-the-secret, and psonoci.toml, whose key may read it.
serve_with_secret() {
  PSONO_ALLOW_REGISTRATION=true $server_emulator "$server" --data-dir data --urls http://127.0.0.1:0 >log 2>&1 &
  pid=$!
  until grep -q '127.0.0.1:[1-9]' log; do
    kill -0 $pid 2>/dev/null || { cat log >&2; exit 1; }
    sleep 0.05
  done
  export XDG_STATE_HOME=$PWD/state PSONO_VAULT_PASSWORD='a password of a test, 1' NO_COLOR=1
  PSONO_CI_SERVER_URL=$(grep -o 'http://127.0.0.1:[1-9][0-9]*' log | head -n 1)/server
  export PSONO_CI_SERVER_URL
  "$@" vault register platform@example.com >/dev/null
  "$@" vault login platform@example.com >/dev/null
  "$@" vault create --title platform NAME=value-of-the-secret >/dev/null
  "$@" vault api-key create platform --secret platform --save psonoci.toml >/dev/null
  unset PSONO_CI_SERVER_URL PSONO_VAULT_PASSWORD
}

finish() {
  echo "$failed failed"
  [ $failed = 0 ]
}
# Where the emulator finds the C library of a server for arm64.
export QEMU_LD_PREFIX=$here/../../artifacts/system-root/linux-arm64

# Debian's qemu-user-static tells the kernel to start such programs by itself, where binfmt_misc is mounted; so does whoever builds images.
emulator=qemu-aarch64-static
! "$psonoci" --version >/dev/null 2>&1 || emulator=
server_emulator=$emulator
! "$server" --version >/dev/null 2>&1 || server_emulator=
emulated() { $emulator "$psonoci" "$@"; }
serve_with_secret emulated

check "--version" '^psonoci [0-9]' emulated --version
check "check counts the variables" '1 variable from 1 secret' emulated -c psonoci.toml check
check "run hands over a variable" '^NAME=value-of-the-secret$' emulated -c psonoci.toml run -- env
check "run hands over nothing else with --clear-env" '^NAME=value-of-the-secret$' emulated -c psonoci.toml run --clear-env -- /usr/bin/env
check "get prints it" '^value-of-the-secret$' emulated -c psonoci.toml get platform NAME
check "redact masks it" '^a \[redacted\] b$' sh -c "echo 'a value-of-the-secret b' | $emulator $psonoci -c psonoci.toml redact"
[ -n "$emulator" ] || check "run --mask masks it" '^\[redacted\]$' emulated -c psonoci.toml run --mask -- sh -c 'echo "$NAME"'
check "doctor is content" 'rights' emulated -c psonoci.toml doctor
check_exit "127 for a command that is not there" 127 emulated -c psonoci.toml run -- ./nothing
check_exit "the exit code of the command" 7 emulated -c psonoci.toml run -- sh -c 'exit 7'

printf '%s\n' '#include <unistd.h>' 'int main(int c, char **v) { return execvp(v[1], v + 1); }' >exec.c
clang --target=aarch64-linux-gnu --sysroot="$QEMU_LD_PREFIX" -static -fuse-ld=lld -o plain exec.c
score() { "$here/../conformance/run-contract.sh" --patience 5 "$@" | sed -n 's/ *FAILED .*//p' | sort || true; }
score -- $emulator ./plain >of-qemu
score --credentials PSONO_CI_ -- $emulator "$psonoci" -c "$work/psonoci.toml" run -- >of-psonoci
echo "what qemu itself breaks: $(wc -l <of-qemu) rows"
check "the contract of run but for that" '^0$' sh -c 'comm -13 of-qemu of-psonoci | tee /dev/stderr | wc -l'
finish
