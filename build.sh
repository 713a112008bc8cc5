#!/usr/bin/env bash
# Publishes the executables:
#   artifacts/release/psonoci
#   artifacts/release/psono-server/psono-server, with the web vault in wwwroot and psonoci in install beside it
# and with --release, which is what a release is made of, also artifacts/release/packages: those for .NET, but for Aspire's (decision 0069).
# Does nothing when they are newer than every source file. --force builds anyway.
#
# psonoci contains all it needs where this machine has what that takes, and then runs on any Linux. Without clang, lld, libssl-dev, cmake
# and make it is built all the same, needs this machine's C library, and loads its OpenSSL for HTTPS. --release insists on the former.
set -euo pipefail
cd "$(dirname "$0")"
release=artifacts/release
cli=$release/psonoci
server=$release/psono-server/psono-server
web=$release/psono-server/wwwroot
packages=$release/packages

force=false release_build=false
for argument in "$@"; do
  case $argument in
    --force) force=true ;;
    --release) release_build=true ;;
    *) echo "usage: ./build.sh [--force] [--release]" >&2; exit 2 ;;
  esac
done

missing=()
need() { command -v "$1" >/dev/null 2>&1 || missing+=("$2"); }
need dotnet "the .NET 10 SDK: https://dotnet.microsoft.com/download, or apt-get install dotnet-sdk-10.0"
command -v clang >/dev/null 2>&1 || need gcc "a C linker: apt-get install gcc"
[ -e /usr/include/zlib.h ] || missing+=("the zlib headers: apt-get install zlib1g-dev")
if command -v dotnet >/dev/null 2>&1 && ! dotnet --version >/dev/null 2>&1; then
  missing+=("a .NET SDK that global.json accepts: $(sed -n 's/.*"version": "\([^"]*\)".*/\1/p' global.json) or a later 10.0")
fi

compiler=gcc
command -v clang >/dev/null 2>&1 && compiler=clang
. packaging/publish.sh
PLATFORM=$host
for_static=($(lacking_for_static))
kind=static
if [ ${#for_static[@]} -gt 0 ]; then
  kind=loading
  ! $release_build || missing+=("what puts all that psonoci needs into it: apt-get install ${for_static[*]}")
fi
if [ ${#missing[@]} -gt 0 ]; then
  printf 'build.sh: this machine lacks %s\n' "${missing[@]}" >&2
  exit 1
fi

# Two builds at once would write the same files. dotnet does not get the lock (9>&-): what it leaves running would keep it.
mkdir -p artifacts
exec 9>artifacts/build.lock
flock 9

stamp=$release/.stamp
if ! $force && [ -x "$cli" ] && [ -x "$server" ] && [ -e "$web/index.html" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$kind" ] \
  && { ! $release_build || [ -d "$packages" ]; } \
  && [ -z "$(find src packaging/publish.sh packaging/*.cmake build.sh global.json Directory.* docs/images/icon.png -newer "$stamp" -type f \
    -not -path '*/obj/*' -not -path '*/bin/*' -print -quit)" ]; then
  exit 0
fi

started=$(mktemp)
trap 'rm -f "$started"' EXIT
# What a build that was interrupted wrote looks finished to the next one: half a file of the web vault would be handed out for ever.
unfinished=artifacts/unfinished
[ ! -e "$unfinished" ] || rm -rf artifacts/obj/*/release*
touch "$unfinished"
# Not what the tests need.
for project in Psono.Cli Psono.Server Psono.Web Psono.Extensions.Configuration; do
  dotnet restore "src/$project" -v quiet >&2 9>&-
done

publish_executables() {
  if [ $kind = static ]; then
    publish_psonoci "$release/psonoci.new" static
  else
    echo "build.sh: psonoci will load this machine's OpenSSL for HTTPS; to link it in: apt-get install ${for_static[*]}" >&2
    publish_native Psono.Cli "$release/psonoci.new"
  fi
  mv -f "$release/psonoci.new/psonoci" "$cli"
  rm -rf "$release/psonoci.new"
  publish_native Psono.Server "$release/psono-server"
  rm -f "$release"/psono-server/*.dbg
}

publish_web() {
  PLATFORM='' publish Psono.Web "$release/web.new"
  mkdir -p "$(dirname "$web")"
  rm -rf "$web"
  mv "$release/web.new/wwwroot" "$web"
  rm -rf "$release/web.new"
}

pack() {
  rm -rf "$packages" "$packages.new"
  for project in Psono.Protocol Psono.Client Psono.Extensions.Configuration; do
    echo "build.sh: packing $project" >&2
    dotnet_release pack $project "$packages.new"
  done
  mv "$packages.new" "$packages"
}

# Side by side: neither has work for two processors all the time. Packages share what is compiled with the web vault.
{
  publish_web
  # None is better than those of an older build.
  if $release_build; then pack; else rm -rf "$packages"; fi
} &
publishing_web=$!
publish_executables
wait "$publishing_web"
# The server hands out the psonoci that it ships with.
mkdir -p "$release/psono-server/install/$host"
cp "$cli" "$release/psono-server/install/$host/psonoci.new"
mv -f "$release/psono-server/install/$host/psonoci.new" "$release/psono-server/install/$host/psonoci"
# As old as the start of the build: a file that was saved while it ran is built next time.
echo $kind >"$stamp"
touch -r "$started" "$stamp"
rm "$unfinished"
