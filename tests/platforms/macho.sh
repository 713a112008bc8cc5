#!/usr/bin/env bash
# Publishes psonoci for macOS and looks at the signatures of what comes out: that they hold, and that a changed byte is noticed. By hand.
#   macho.sh           publishes both
#   macho.sh FILE…     looks at these
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v python3 >/dev/null 2>&1 || { echo "macho.sh: this machine lacks python3: apt-get install python3" >&2; exit 2; }
work=$(mktemp -d "${TMPDIR:-/tmp}/macho.XXXXXX")
trap 'rm -rf "$work"' EXIT
files=("$@")
if [ ${#files[@]} -eq 0 ]; then
  for system in osx-arm64 osx-x64; do
    dotnet publish src/Psono.Cli -c Release -r $system -p:RunAnalyzers=false --nologo -v quiet -o "$work/$system" >&2
    files+=("$work/$system/psonoci")
  done
fi
python3 tests/platforms/macho.py "${files[@]}"
for file in "${files[@]}"; do
  cp "$file" "$work/changed"
  python3 - "$work/changed" <<'PYTHON'
import os, sys
with open(sys.argv[1], "r+b") as file:
    file.seek(os.path.getsize(sys.argv[1]) // 2)
    byte = file.read(1)
    file.seek(-1, os.SEEK_CUR)
    file.write(bytes([byte[0] ^ 1]))
PYTHON
  if python3 tests/platforms/macho.py "$work/changed" >/dev/null; then
    echo "FAILED  $file: a changed byte is not noticed"
    exit 1
  fi
  echo "ok      $file: a changed byte is noticed"
done
