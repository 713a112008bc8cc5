#!/usr/bin/env bash
# Tries what the tests try for some seconds for as long as it is told: see tests/fuzz/README.md.
set -uo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

usage() {
  cat <<'EOF'
usage: tests/fuzz/run.sh --minutes N [--target NAME] [--seed S]

Feeds parsers with changed inputs, on all processors, and writes what they do not take as they should to artifacts/fuzz/<target>/.

  --minutes N    how long, all targets together; each gets an equal share, and a second at least
  --target NAME  only this one; without it all
  --seed S       a number that an earlier run printed: the same inputs in the same order
  --list         print the names of the targets

Exit code: 0 nothing found, 1 something found, 2 usage.
EOF
}

refuse() { echo "run.sh: $1; see --help" >&2; exit 2; }
is_number() { case "$1" in '' | *[!0-9]*) return 1 ;; esac; [ ${#1} -le 18 ]; }

minutes= target= list=false
seed=$(od -An -N6 -tu8 /dev/urandom | tr -d ' ')
while [ $# -gt 0 ]; do
  case "$1" in
    --help | -h) usage; exit 0 ;;
    --list) list=true; shift; continue ;;
    --minutes | --target | --seed) [ $# -gt 1 ] || refuse "$1 needs a value" ;;
    *) refuse "unknown option $1" ;;
  esac
  case "$1" in
    --minutes) is_number "$2" && [ "$2" -gt 0 ] || refuse "--minutes $2 is not a whole number from 1"; minutes=$2 ;;
    --target) target=$2 ;;
    --seed) is_number "$2" || refuse "--seed $2 is not a whole number"; seed=$2 ;;
  esac
  shift 2
done
$list || [ -n "$minutes" ] || refuse "--minutes is missing"

output=$PWD/artifacts/fuzz
temporary=$(mktemp -d "${TMPDIR:-/tmp}/psono-fuzz.XXXXXX")
trap 'rm -rf "$temporary"' EXIT
trap 'exit 130' INT TERM
export PSONO_FUZZ_OUTPUT=$output PSONO_FUZZ_SEED=$seed TMPDIR=$temporary DOTNET_gcServer=0
mkdir -p "$output"
rm -f "$output/targets"

for project in tests/Psono.Tests tests/Psono.Server.Tests; do
  dotnet build "$project" -v quiet --nologo >"$temporary/build" || { cat "$temporary/build"; exit 1; }
done

# A slice that neither ends nor returns is ended from outside; one gigabyte is more than any input may take.
slice() {
  DOTNET_GCHeapHardLimit=0x40000000 PSONO_FUZZ_TARGET=$2 PSONO_FUZZ_SECONDS=$3 timeout -s KILL $(($3 + 120)) env --default-signal \
    dotnet "artifacts/bin/$1/debug/$1.dll" --progress off --no-ansi --explicit only --filter-class '*.FuzzTests' 2>&1
}
export -f slice

for program in Psono.Tests Psono.Server.Tests; do
  slice "$program" '' 60 >"$temporary/list" || { cat "$temporary/list"; exit 1; }
  sed "s/^/$program /" "$output/targets" >>"$temporary/all"
  rm -f "$output/targets"
done
if $list; then
  cut -d' ' -f2 "$temporary/all"
  exit 0
fi
if [ -n "$target" ]; then
  awk -v name="$target" '$2 == name' "$temporary/all" >"$temporary/one"
  [ -s "$temporary/one" ] || refuse "there is no target $target, which --list would name"
  mv "$temporary/one" "$temporary/all"
fi

processors=$(nproc) count=$(wc -l <"$temporary/all")
seconds=$((minutes * 60 * (processors < count ? processors : count) / count))
[ "$seconds" -gt 0 ] || seconds=1
echo "run.sh: $count targets, $seconds s each, seed $seed"
cut -d' ' -f2 "$temporary/all" | while read -r name; do rm -rf "${output:?}/$name" "$output/$name.log"; done
# shellcheck disable=SC2016
xargs -P "$processors" -L 1 bash -c 'slice "$1" "$2" "$0" >"$PSONO_FUZZ_OUTPUT/$2.log"' "$seconds" <"$temporary/all"

found=0 broken=false
while read -r program name; do
  if [ ! -f "$output/$name/result" ]; then
    if [ -f "$output/$name/running.bin" ]; then
      lost=$output/$name/$(sha256sum "$output/$name/running.bin" | cut -c1-16)
      mv "$output/$name/running.bin" "$lost.bin"
      { echo "the process did not live to tell, or did not come back from this input"; tail -n 40 "$output/$name.log"; } >"$lost.txt"
    else
      cat "$output/$name.log"
      echo "run.sh: $program did not run the target $name" >&2
      broken=true
    fi
  else
    read -r _ inputs kinds <"$output/$name/result"
    printf '%-28s %10d inputs %4d findings\n' "$name" "$inputs" "$kinds"
    rm -f "$output/$name.log"
  fi
  for finding in "$output/$name"/*.bin; do
    [ -e "$finding" ] || continue
    found=$((found + 1))
    echo "  ${finding#"$PWD/"}: $(head -n 1 "${finding%.bin}.txt")"
  done
done <"$temporary/all"
! $broken || exit 1
[ "$found" -gt 0 ] || exit 0
echo "run.sh: $found found. The .txt beside each file says what happened. Mend it, and keep the input:"
echo "  cp artifacts/fuzz/<target>/<hash>.bin tests/Vectors/fuzz/<target>/what-is-wrong-with-it"
exit 1
