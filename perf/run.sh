#!/usr/bin/env bash
# Measures the budgets of this project on the machine it runs on and prints a table: budget, result, verdict.
# ./perf/run.sh             all rows (about six minutes)
# ./perf/run.sh ROW …       only these, for example: run tls reads web
# ./perf/run.sh --against DIR [ROW …]
#                           also the programs in DIR, such as artifacts/release of another checkout, in the same run
set -euo pipefail
from=$PWD
cd "$(dirname "$0")/.."

missing=()
for tool in hyperfine wrk curl openssl python3; do
  command -v "$tool" >/dev/null 2>&1 || missing+=("$tool")
done
[ -x /usr/bin/time ] || missing+=(time)
[ -x /usr/bin/chromium ] || missing+=(chromium)
[ -d /usr/lib/postgresql ] || missing+=(postgresql)
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
  else
    echo "perf/run.sh: this machine lacks ${missing[*]}: sudo apt-get install ${missing[*]}" >&2
    exit 1
  fi
fi
./build.sh
[ "${1:-}" != --against ] || set -- --against "$(cd "$from" && realpath -- "${2:-.}")" "${@:3}"
exec python3 perf/measure.py "$@"
