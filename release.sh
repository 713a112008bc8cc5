#!/usr/bin/env bash
# ./release.sh VERSION [PLATFORM…]: everything that is published, in artifacts/packages, for all platforms or some (docs/releasing.md).
# What this machine lacks the tools for is left out and named; 3 is the exit code then. PSONO_RELEASE_KEY: the key that signs (ssh-keygen -Y).
set -euo pipefail
cd "$(dirname "$0")"
. packaging/publish.sh

all=(linux-x64 linux-arm64 osx-arm64 osx-x64 win-x64)
version=${1:-}
if ! [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]]; then
  echo "usage: ./release.sh VERSION [PLATFORM…]     such as ./release.sh 1.2.3, or ./release.sh 1.2.3-rc.1 linux-x64" >&2
  exit 2
fi
shift
for platform in "$@"; do
  [[ " ${all[*]} " == *" $platform "* ]] || { echo "release.sh: unknown platform '$platform': there is ${all[*]}" >&2; exit 2; }
done
[ $# -gt 0 ] || set -- "${all[@]}"

# Only what is committed can be built again.
if [ -n "$(git status --porcelain)" ]; then
  echo "release.sh: commit or remove these first; a release is what its commit says" >&2
  git status --short >&2
  exit 1
fi
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C
compiler=clang

left_out=()
can_build() {
  local lacking
  lacking=$({ [[ $1 != linux-* ]] || lacking_for_static; lacking_for "$1"; } | sort -u | tr '\n' ' ')
  [ -n "$lacking" ] || return 0
  left_out+=("$1: this machine lacks ${lacking% }")
  return 1
}
platforms=()
for platform in "$@"; do
  ! can_build "$platform" || platforms+=("$platform")
done

mkdir -p artifacts
exec 9>artifacts/build.lock
flock 9
out=$PWD/artifacts/packages
work=$PWD/artifacts/release-work
rm -rf "$out" "$work"
mkdir -p "$out" "$work"

# As a developer's build does not say: the same sources give the same bytes, wherever they are.
export CI=true
same=(-p:Version="$version" -p:ContinuousIntegrationBuild=true)
for project in Psono.Cli Psono.Server Psono.Web Psono.Extensions.Configuration; do
  dotnet restore "src/$project" -v quiet >&2 9>&-
done

publish Psono.Web "$work/web" "${same[@]}"
for project in Psono.Protocol Psono.Client Psono.Extensions.Configuration; do
  echo "release.sh: packing $project" >&2
  dotnet_release pack $project "$out" "${same[@]}"
done

# The executable of psonoci on $PLATFORM.
psonoci_name() { case $PLATFORM in win-*) echo psonoci.exe ;; *) echo psonoci ;; esac; }
for PLATFORM in "${platforms[@]}"; do
  case $PLATFORM in
    linux-*)
      publish_psonoci "$work/$PLATFORM" static "${same[@]}"
      publish_psonoci "$work/$PLATFORM-glibc" dynamic "${same[@]}"
      publish_native Psono.Server "$work/$PLATFORM-server" "${same[@]}"
      ;;
    *) publish Psono.Cli "$work/$PLATFORM" -r "$PLATFORM" "${same[@]}" ;;
  esac
  install -D "$work/$PLATFORM/$(psonoci_name)" "$work/install/$PLATFORM/$(psonoci_name)"
done

# What a server hands out is signed as well, for those who trust the release more than the server.
sign() { [ -z "${PSONO_RELEASE_KEY:-}" ] || ssh-keygen -q -Y sign -f "$PSONO_RELEASE_KEY" -n file "$1" >&2; }
(cd "$work/install" && find . -type f -printf '%P\n' | sort | xargs -r sha256sum >"$work/SHA256SUMS")
sign "$work/SHA256SUMS"
[ ! -e "$work/SHA256SUMS.sig" ] || cp "$work/SHA256SUMS.sig" "$work/install"

# pack NAME FILE…: an archive of one directory of that name, the same for the same files.
pack() {
  local name=$1 directory=$work/archives/$1
  shift
  mkdir -p "$directory"
  cp -R "$@" LICENSE "$directory"
  find "$directory" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  case $PLATFORM in
    win-*) (cd "$work/archives" && find "$name" | sort | zip -q -X -@ "$out/$name.zip") ;;
    *)
      tar -C "$work/archives" --sort=name --format=ustar --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX -cf - "$name" \
        | gzip -n9 >"$out/$name.tar.gz"
      ;;
  esac
}
for PLATFORM in "${platforms[@]}"; do
  pack "psonoci-$version-$PLATFORM" "$work/$PLATFORM/$(psonoci_name)" src/Psono.Cli/THIRD-PARTY-LICENSES
  [[ $PLATFORM == linux-* ]] || continue
  pack "psonoci-$version-$PLATFORM-glibc" "$work/$PLATFORM-glibc/psonoci" src/Psono.Cli/THIRD-PARTY-LICENSES
  cp -R "$work/web/wwwroot" "$work/install" "$work/$PLATFORM-server"
  pack "psono-server-$version-$PLATFORM" \
    "$work/$PLATFORM-server"/{psono-server,libe_sqlite3.so,wwwroot,install} src/Psono.Server/THIRD-PARTY-LICENSES
done

dotnet tool restore >&2 9>&-
for project in Psono.Cli:psonoci Psono.Server:psono-server Psono.Web:psono-web; do
  name=${project#*:}
  dotnet CycloneDX "src/${project%:*}/${project%:*}.csproj" -dpr -rs -ed -ns -F Json -o "$work" -fn "$name.json" -sn "$name" -sv "$version" \
    >"$work/$name.log" 2>&1 9>&- || { cat "$work/$name.log" >&2; exit 1; }
  python3 packaging/sbom.py "$name" "$work/$name.json" >"$out/$name-$version.cdx.json"
done

(cd "$out" && find . -type f -printf '%P\n' | sort | xargs sha256sum >"$work/sums" && mv "$work/sums" SHA256SUMS)
sign "$out/SHA256SUMS"
rm -rf "$work/archives"

ls -l "$out" | awk 'NR > 1 { printf "%10d  %s\n", $5, $9 }' >&2
[ -n "${PSONO_RELEASE_KEY:-}" ] || echo "release.sh: not signed: PSONO_RELEASE_KEY names no key" >&2
if [ ${#left_out[@]} -gt 0 ]; then
  printf 'release.sh: left out %s\n' "${left_out[@]}" >&2
  exit 3
fi
