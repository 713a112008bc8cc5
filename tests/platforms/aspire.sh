#!/usr/bin/env bash
# Psono.Aspire.Hosting as somebody gets it: its tests, the example of an app host with a server of ours, without Docker, and what its page
# shows. Needs ./build.sh, and 190 MB of packages: docs/decisions/0069
set -euo pipefail
cd "$(dirname "$0")/../.."
for tool in dotnet unzip python3; do
  command -v $tool >/dev/null 2>&1 || { echo "aspire.sh: this machine lacks $tool" >&2; exit 2; }
done
[ -x artifacts/release/psono-server/psono-server ] || { echo "aspire.sh: there is no psono-server: ./build.sh" >&2; exit 2; }

work=$(mktemp -d "${TMPDIR:-/tmp}/aspire.XXXXXX")
cache=${NUGET_PACKAGES:-$HOME/.nuget/packages}
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 UseSharedCompilation=false MSBUILDDISABLENODEREUSE=1 NUGET_PACKAGES=$cache
# Packages that nobody else has in the cache.
export PsonoVersion=0.0.0-aspire.$$ RestoreAdditionalProjectSources=$work/packages ExamplesPath=$work/examples
# Aspire's orchestrator ends some seconds after the app host.
still_running() { grep -lsF -f <(echo "$work/home") /proc/[0-9]*/environ /proc/[0-9]*/cmdline | cut -d / -f 3 | sort -u; }
clean_up() {
  for _ in {1..100}; do [ -n "$(still_running)" ] || break; sleep 0.2; done
  kill $(still_running) 2>/dev/null || true
  rm -rf "$work" "$cache"/psono.*/"$PsonoVersion"
  rmdir --ignore-fail-on-non-empty "$cache"/psono.* 2>/dev/null || true
}
trap clean_up EXIT
failed=0
# check TITLE COMMAND…: it succeeds.
check() {
  local title=$1
  shift
  if "$@" >"$work/output" 2>&1; then
    echo "ok      $title"
  else
    echo "FAILED  $title"
    sed 's/^/        /' "$work/output"
    failed=$((failed + 1))
  fi
}

check "the package builds with the versions of its lock file" dotnet restore src/Psono.Aspire.Hosting --locked-mode -v quiet
mkdir -p "$work/packages" "$work/home" "$work/tmp"
for project in Psono.Protocol Psono.Client Psono.Extensions.Configuration Psono.Aspire.Hosting; do
  check "$project is packed" \
    dotnet pack src/$project -c Release -p:Version="$PsonoVersion" -p:RunAnalyzers=false -v quiet --nologo -o "$work/packages"
done
package=$work/packages/Psono.Aspire.Hosting.$PsonoVersion.nupkg
check "it brings its page and its documentation" unzip -t "$package" README.md icon.png lib/net10.0/Psono.Aspire.Hosting.{dll,xml}
needs() { unzip -p "$package" '*.nuspec' | grep -o '<dependency id="[^"]*"'; }
check "it needs Aspire.Hosting and nothing else" [ "$(needs)" = '<dependency id="Aspire.Hosting"' ]

# Where the builds of the examples are in nobody's way.
cp -r examples "$work"
rm -rf "$work"/examples/*/{bin,obj}
check "example and tests build without a warning" dotnet build tests/Psono.Aspire.Tests -v quiet --nologo
# A home of its own: Aspire keeps ports, sockets and keys there.
check "the tests" env HOME="$work/home" TMPDIR="$work/tmp" \
  dotnet artifacts/bin/Psono.Aspire.Tests/debug/Psono.Aspire.Tests.dll --progress off --no-ansi
grep -E '^ +(total|failed|duration):' "$work/output" || true

# An app host that is what the page shows, the first part as it is.
cp -r "$work/examples/AppHost" "$work/examples/Page"
rm -rf "$work"/examples/Page/{bin,obj}
python3 - src/Psono.Aspire.Hosting/README.md >"$work/examples/Page/Program.cs" <<'PYTHON'
import re, sys
first, *others = re.findall(r"^```csharp\n(.*?)^```", open(sys.argv[1]).read(), re.M | re.S)
print(first, *(f"static void Shown{n}(IDistributedApplicationBuilder builder)\n{{\n{code}}}" for n, code in enumerate(others)), sep="\n")
print(*(f"_ = (Action<IDistributedApplicationBuilder>)Shown{n};" for n in range(len(others))), sep="\n")
PYTHON
check "what its page shows compiles" dotnet build "$work/examples/Page" -v quiet --nologo
check "and makes a manifest" env HOME="$work/home" dotnet "$work/examples/Page/bin/Debug/net10.0/AppHost.dll" \
  --publisher manifest --output-path "$work/manifest.json"
check "with the parameter in place of the key" \
  grep -F '"PSONO_CI_API_SECRET_KEY_HEX": "{secrets-api-secret-key.value}"' "$work/manifest.json"

echo "$failed failed"
[ $failed = 0 ]
