#!/usr/bin/env bash
# ./release.sh VERSION [PLATFORM…]: everything that is published, in artifacts/packages, for all platforms or some (docs/releasing.md).
# What this machine lacks the tools for is left out and named; 3 is the exit code then. PSONO_RELEASE_KEY: the key that signs.
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
wanted=${*:-${all[*]}}

# Only what is committed can be built again.
if [ -n "$(git status --porcelain)" ]; then
  echo "release.sh: commit or remove these first; a release is what its commit says" >&2
  git status --short >&2
  exit 1
fi
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
compiler=clang

left_out=()
can_build() {
  local lacking
  lacking=$({ [[ $1 != linux-* ]] || lacking_for_static; lacking_for "$1"; } | sort -u | tr '\n' ' ')
  [ -n "$lacking" ] || return 0
  left_out+=("$1: this machine lacks ${lacking% }")
  return 1
}
# Those for desktops last: their restore leaves no packages of Linux in place.
platforms=()
for platform in "${all[@]}"; do
  [[ " $wanted " != *" $platform "* ]] || ! can_build "$platform" || platforms+=("$platform")
done

# Whatever runs below has no business with it.
key=${PSONO_RELEASE_KEY:-}
unset PSONO_RELEASE_KEY

mkdir -p artifacts
exec 9>artifacts/build.lock
flock 9
out=$PWD/artifacts/packages
built=$PWD/artifacts/release-built
# Nothing of what a developer built, or an earlier release; and what an interrupted release leaves is nothing for build.sh.
rm -rf "$out" "$built" artifacts/obj/*/release* artifacts/system-root
touch artifacts/unfinished
mkdir -p "$out" "$built/install"

# As a developer's build does not say: the same sources give the same bytes, wherever they are.
export CI=true
same=(-p:Version="$version" -p:ContinuousIntegrationBuild=true)
for project in Psono.Cli Psono.Server Psono.Web Psono.Extensions.Configuration Psono.Aspire.Hosting; do
  dotnet restore "src/$project" -v quiet "${same[@]}" >&2 9>&-
done

# One release has one OpenSSL: what is linked in on this machine is what Debian has now, as it is for the other platform.
for PLATFORM in "${platforms[@]}"; do
  [[ $PLATFORM = linux-* && $PLATFORM != "$host" ]] || continue
  make_system_root
  for package in libssl-dev libc6-dev; do
    here=$(dpkg-query --show --showformat '${source:Version}' $package)
    there=$(zcat "$system_root/usr/share/doc/$package/changelog.Debian.gz" | sed -n '1s/.*(\(.*\)).*/\1/p')
    [ "$here" = "$there" ] || { echo "release.sh: $package is $here here, and $there in Debian: apt-get install $package" >&2; exit 1; }
  done
done

PLATFORM='' publish Psono.Web "$built/web" "${same[@]}"
for project in Psono.Protocol Psono.Client Psono.Extensions.Configuration Psono.Aspire.Hosting; do
  echo "release.sh: packing $project" >&2
  dotnet_release pack $project "$out" "${same[@]}"
done

for PLATFORM in "${platforms[@]}"; do
  program=psonoci
  case $PLATFORM in
    linux-*)
      publish_psonoci "$built/$PLATFORM" static "${same[@]}"
      publish_psonoci "$built/$PLATFORM-glibc" dynamic "${same[@]}"
      publish_native Psono.Server "$built/$PLATFORM-server" "${same[@]}"
      ;;
    *)
      dotnet restore src/Psono.Cli -v quiet -p:RuntimeIdentifier="$PLATFORM" "${same[@]}" >&2 9>&-
      publish Psono.Cli "$built/$PLATFORM" -r "$PLATFORM" "${same[@]}"
      ;;
  esac
  [[ $PLATFORM != win-* ]] || program=psonoci.exe
  install -D "$built/$PLATFORM/$program" "$built/install/$PLATFORM/$program"
done

dotnet tool restore >&2 9>&-
for project in Psono.Cli:psonoci Psono.Server:psono-server Psono.Web:psono-web; do
  name=${project#*:}
  options=(-dpr -rs -ed -ns -F Json -o "$built" -fn "$name.json" -sn "$name" -sv "$version")
  dotnet CycloneDX "src/${project%:*}/${project%:*}.csproj" "${options[@]}" >"$built/$name.log" 2>&1 9>&- \
    || { cat "$built/$name.log" >&2; exit 1; }
  python3 packaging/sbom.py "$name" "$built/$name.json" "$(git rev-parse HEAD)" >"$out/$name-$version.cdx.json"
done

PSONO_RELEASE_KEY=$key packaging/pack.sh "$built" "$out" "$version"
rm artifacts/unfinished
compgen -G "$out/*.deb" >/dev/null || left_out+=("Debian packages: they take dpkg, and psonoci for $host, which prints its manual")
compgen -G "$out/*.rpm" >/dev/null || left_out+=("RPM packages: they take the Debian packages, and rpmbuild")
compgen -G "$out/*-oci.tar" >/dev/null || left_out+=("images: they take the Debian packages, buildah, and Debian 12")
(cd "$out" && stat -c '%10s  %n' -- *) >&2
if [ -z "$key" ]; then
  echo "release.sh: not signed: PSONO_RELEASE_KEY names no key (docs/releasing.md)" >&2
elif ! ssh-keygen -q -Y verify -f packaging/allowed_signers -I psono-net-releases -n file -s "$out/SHA256SUMS.sig" <"$out/SHA256SUMS"; then
  echo "release.sh: PSONO_RELEASE_KEY is not a key in packaging/allowed_signers: nobody would believe this signature" >&2
  exit 1
fi
if [ ${#left_out[@]} -gt 0 ]; then
  printf 'release.sh: left out %s\n' "${left_out[@]}" >&2
  exit 3
fi
