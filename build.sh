#!/usr/bin/env bash
# Publishes the executables:
#   artifacts/release/psonoci
#   artifacts/release/psono-server/psono-server, with the web vault in wwwroot and psonoci in install beside it
# and with --release, which is what a release is made of, also artifacts/release/packages: the three for .NET.
# Does nothing when they are newer than every source file. --force builds anyway.
#
# psonoci has OpenSSL linked in where that is possible, and then needs nothing but libc. Without libssl-dev, cmake and make it is
# built all the same and loads the machine's OpenSSL when it speaks HTTPS. --release insists on the former.
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

# What it takes to link OpenSSL in. A compiler prints the whole path of a library that it finds, and the bare name of one that it does not.
compiler=gcc
command -v clang >/dev/null 2>&1 && compiler=clang
for_openssl=()
case $("$compiler" -print-file-name=libssl.a 2>/dev/null) in */*) ;; *) for_openssl+=(libssl-dev) ;; esac
for tool in cmake make; do
  command -v $tool >/dev/null 2>&1 || for_openssl+=($tool)
done
openssl=linked-in
if [ ${#for_openssl[@]} -gt 0 ]; then
  openssl=loaded
  ! $release_build || missing+=("what links OpenSSL into psonoci: apt-get install ${for_openssl[*]}")
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
if ! $force && [ -x "$cli" ] && [ -x "$server" ] && [ -e "$web/index.html" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$openssl" ] \
  && { ! $release_build || [ -d "$packages" ]; } \
  && [ -z "$(find src build.sh global.json Directory.* docs/images/icon.png -newer "$stamp" -type f \
    -not -path '*/obj/*' -not -path '*/bin/*' -print -quit)" ]; then
  exit 0
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
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
# Analyzers look at the same sources whenever they are built for tests.
release() { dotnet "$1" "src/$2" -c Release --no-restore -v quiet --nologo -o "$3" -p:RunAnalyzers=false "${@:4}" >&2 9>&-; }
publish() {
  echo "build.sh: publishing $1" >&2
  release publish "$@"
}
publish_native() { publish "$@" -r linux-x64 -p:CppCompilerAndLinker=$compiler; }

publish_executables() {
  if [ $openssl = linked-in ]; then
    # docs/decisions/0036
    # Smaller by half a megabyte: no unwinding through OpenSSL (nothing throws there), and of the runtime's bridge to it only what is used.
    libraries=$PWD/artifacts/obj/openssl
    mkdir -p "$libraries"
    for library in libssl.a libcrypto.a; do
      objcopy --remove-section=.eh_frame --remove-section=.rela.eh_frame "$("$compiler" -print-file-name=$library)" "$libraries/$library"
    done
    CFLAGS='-O2 -ffunction-sections -fdata-sections' \
      publish_native Psono.Cli "$release/psonoci.new" -p:StaticOpenSslLinking=true -p:OpenSslDirectory="$libraries"
  else
    echo "build.sh: psonoci will load this machine's OpenSSL for HTTPS; to link it in: apt-get install ${for_openssl[*]}" >&2
    publish_native Psono.Cli "$release/psonoci.new"
  fi
  mv -f "$release/psonoci.new/psonoci" "$cli"
  rm -rf "$release/psonoci.new"
  publish_native Psono.Server "$release/psono-server"
  rm -f "$release"/psono-server/*.dbg
}

publish_web() {
  publish Psono.Web "$release/web.new"
  mkdir -p "$(dirname "$web")"
  rm -rf "$web"
  mv "$release/web.new/wwwroot" "$web"
  rm -rf "$release/web.new"
}

pack() {
  rm -rf "$packages" "$packages.new"
  for project in Psono.Protocol Psono.Client Psono.Extensions.Configuration; do
    echo "build.sh: packing $project" >&2
    release pack $project "$packages.new"
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
mkdir -p "$release/psono-server/install/linux-x64"
cp "$cli" "$release/psono-server/install/linux-x64/psonoci.new"
mv -f "$release/psono-server/install/linux-x64/psonoci.new" "$release/psono-server/install/linux-x64/psonoci"
# As old as the start of the build: a file that was saved while it ran is built next time.
echo $openssl >"$stamp"
touch -r "$started" "$stamp"
rm "$unfinished"
