#!/usr/bin/env bash
# The Aspire integration and its sample, run against a server of ours, without Docker; and its package, as somebody gets it. Needs
# ./build.sh, and 190 MB of packages: docs/decisions/0069
set -euo pipefail
cd "$(dirname "$0")/../.."
for tool in dotnet unzip python3; do
  command -v $tool >/dev/null 2>&1 || { echo "aspire.sh: this machine lacks $tool" >&2; exit 2; }
done
[ -x artifacts/release/psono-server/psono-server ] || { echo "aspire.sh: there is no psono-server: ./build.sh" >&2; exit 2; }

work=$(mktemp -d "${TMPDIR:-/tmp}/aspire.XXXXXX")
export NUGET_PACKAGES=${NUGET_PACKAGES:-$HOME/.nuget/packages} DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
export UseSharedCompilation=false MSBUILDDISABLENODEREUSE=1
# Aspire's orchestrator ends some seconds after the app host.
still_running() { grep -lsF -f <(echo "$work") /proc/[0-9]*/environ /proc/[0-9]*/cmdline | cut -d / -f 3 | sort -u; }
clean_up() {
  for _ in {1..100}; do [ -n "$(still_running)" ] || break; sleep 0.2; done
  kill $(still_running) 2>/dev/null || true
  rm -rf "$work"
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
check "the sample and the tests build without a warning" dotnet build tests/Psono.Aspire.Tests -v quiet --nologo
# A home of its own: Aspire keeps ports, sockets and keys there.
mkdir -p "$work/home" "$work/tmp"
check "the tests" env HOME="$work/home" TMPDIR="$work/tmp" \
  dotnet artifacts/bin/Psono.Aspire.Tests/debug/Psono.Aspire.Tests.dll --progress off --no-ansi
grep -E '^ +(total|failed|duration):' "$work/output" || true

check "the package is packed" dotnet pack src/Psono.Aspire.Hosting -v quiet --nologo -o "$work/packages"
needs() { unzip -p "$work"/packages/*.nupkg '*.nuspec' | grep -o '<dependency id="[^"]*"'; }
check "it needs Aspire.Hosting and nothing else" [ "$(needs)" = '<dependency id="Aspire.Hosting"' ]
check "it brings its page and its documentation" \
  unzip -t "$work"/packages/*.nupkg README.md icon.png lib/net10.0/Psono.Aspire.Hosting.{dll,xml}

# An app host of somebody who has the package and nothing else of ours: what its page shows, the first part as it is.
mkdir "$work/host"
python3 - src/Psono.Aspire.Hosting/README.md >"$work/host/Program.cs" <<'PYTHON'
import re, sys
first, *others = re.findall(r"^```csharp\n(.*?)^```", open(sys.argv[1]).read(), re.M | re.S)
print(first, *(f"static void Shown{n}(IDistributedApplicationBuilder builder)\n{{\n{code}}}" for n, code in enumerate(others)), sep="\n")
print(*(f"_ = (Action<IDistributedApplicationBuilder>)Shown{n};" for n in range(len(others))), sep="\n")
PYTHON
sdk=$(sed -n 's/<Project Sdk="\(.*\)">/\1/p' samples/Aspire/AppHost/AppHost.csproj)
version=$(sed -n 's/.*"Aspire.Hosting.AppHost" Version="\(.*\)".*/\1/p' Directory.Packages.props)
cat >"$work/host/Host.csproj" <<EOF
<Project Sdk="$sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <NoWarn>\$(NoWarn);NU1603;ASPIRE010</NoWarn>
    <RestoreAdditionalProjectSources>$work/packages</RestoreAdditionalProjectSources>
    <RestorePackagesPath>$work/restored</RestorePackagesPath>
    <RestoreFallbackFolders>$NUGET_PACKAGES</RestoreFallbackFolders>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Aspire.Hosting.AppHost" Version="$version" />
    <PackageReference Include="Psono.Aspire.Hosting" Version="*" />
    <ProjectReference Include="$PWD/samples/Aspire/Api/Api.csproj" />
  </ItemGroup>
</Project>
EOF
check "what its page shows compiles, with the package" env -u NUGET_PACKAGES dotnet build "$work/host" -v quiet --nologo
check "and makes a manifest" env HOME="$work/home" dotnet "$work/host/bin/Debug/net10.0/Host.dll" \
  --publisher manifest --output-path "$work/manifest.json"
check "with the parameter in place of the key" \
  grep -F '"PSONO_CI_API_SECRET_KEY_HEX": "{secrets-api-secret-key.value}"' "$work/manifest.json"

echo "$failed failed"
[ $failed = 0 ]
