#!/usr/bin/env bash
# Scores any command that starts another command (psonoci run --, env, nice, …) against the contract of `run`: a table, and exit
# code 1 if a row failed.
#   run-contract.sh -- env
#   run-contract.sh -- psonoci -c psonoci.toml run --
# Options, and what each row asks: run-contract.sh --help, README.md. Needs Linux, Python 3 and gcc (or another C compiler as $CC).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
command -v python3 >/dev/null 2>&1 || { echo "run-contract.sh: this machine lacks python3: apt-get install python3" >&2; exit 2; }
command -v "${CC:-gcc}" >/dev/null 2>&1 || {
  echo "run-contract.sh: this machine lacks ${CC:-gcc} to compile its probe: apt-get install gcc" >&2
  exit 2
}

work=$(mktemp -d "${TMPDIR:-/tmp}/contract.XXXXXX")
# A wrapper that does not pass a signal on leaves its probe waiting, for ever.
clean_up() {
  for running in /proc/[0-9]*/exe; do
    if [ "$running" -ef "$work/probe" ]; then kill -KILL "$(basename "$(dirname "$running")")" || true; fi
  done
  rm -rf "$work"
}
trap clean_up EXIT
# Static: the probe then starts in a chroot as well, and no loader opens or maps anything before it looks.
# Whoever scores many wrappers compiles it once: CONTRACT_PROBE.
if [ -n "${CONTRACT_PROBE:-}" ]; then
  cp "$CONTRACT_PROBE" "$work/probe"
else
  "${CC:-gcc}" -O1 -static -o "$work/probe" "$here/probe.c" 2>/dev/null ||
    "${CC:-gcc}" -O1 -o "$work/probe" "$here/probe.c"
fi
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$here CONTRACT_WORK=$work python3 -m contract "$@"
