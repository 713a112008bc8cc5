# What build.sh and release.sh publish with. To be sourced, at the root of the repository.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

case $(uname -m) in
  aarch64) host=linux-arm64 ;;
  *) host=linux-x64 ;;
esac

# What this machine lacks for an executable that contains all it needs. A compiler prints the whole path of a library that it finds, and
# the bare name of one that it does not.
lacking_for_static() {
  local tool
  for tool in clang:clang ld.lld:lld cmake:cmake make:make; do
    command -v "${tool%:*}" >/dev/null 2>&1 || echo "${tool#*:}"
  done
  case $(${compiler:-clang} -print-file-name=libssl.a 2>/dev/null) in */*) ;; *) echo libssl-dev ;; esac
}

# What it lacks to publish for a platform besides.
lacking_for() {
  local tool
  case $1 in
    "$host" | osx-*) ;;
    win-*) command -v zip >/dev/null 2>&1 || echo zip ;;
    linux-arm64)
      for tool in llvm-objcopy:llvm llvm-ar:llvm mmdebstrap:mmdebstrap; do
        command -v "${tool%:*}" >/dev/null 2>&1 || echo "${tool#*:}"
      done | sort -u
      ;;
    *) echo "a $1 machine" ;;
  esac
}

# Analyzers look at the same sources whenever they are built for tests. Descriptor 9 is a lock, which what dotnet leaves running would keep.
dotnet_release() { dotnet "$1" "src/$2" -c Release --no-restore -v quiet --nologo -o "$3" -p:RunAnalyzers=false "${@:4}" >&2 9>&-; }
publish() {
  echo "${0##*/}: publishing $1${PLATFORM:+ for $PLATFORM}" >&2
  dotnet_release publish "$@"
}

# publish_native PROJECT DIRECTORY [OPTION…]: an executable for $PLATFORM. Nobody gets what is for debuggers, and the paths in it would
# make each directory's executable another one.
publish_native() {
  set -- "$@" -p:NativeDebugSymbols=false
  if [ "$PLATFORM" = "$host" ]; then
    publish "$@" -r "$PLATFORM" -p:CppCompilerAndLinker="$compiler"
  else
    make_system_root || return
    SYSROOT=$system_root CMAKE_TOOLCHAIN_FILE=$PWD/packaging/$PLATFORM.cmake \
      publish "$@" -r "$PLATFORM" -p:CppCompilerAndLinker=clang -p:LinkerFlavor=lld -p:SysRoot="$system_root"
  fi
}

# publish_psonoci DIRECTORY static|dynamic [OPTION…]: with OpenSSL in it, and with the C library or without. docs/decisions/0036
publish_psonoci() {
  local directory=$1 kind=$2 libraries=$PWD/artifacts/obj/openssl-$PLATFORM library
  shift 2
  [ "$PLATFORM" = "$host" ] || make_system_root || return
  [ "$kind" != static ] || set -- "$@" -p:StaticExecutable=true
  mkdir -p "$libraries"
  # Smaller by half a megabyte: no unwinding through OpenSSL (nothing throws there), and of the runtime's bridge to it only what is used.
  for library in libssl.a libcrypto.a; do
    if [ "$PLATFORM" = "$host" ]; then
      objcopy --remove-section=.eh_frame --remove-section=.rela.eh_frame "$(clang -print-file-name=$library)" "$libraries/$library"
    else
      llvm-objcopy --remove-section=.eh_frame --remove-section=.rela.eh_frame "$(find "$system_root/usr/lib" -name $library)" \
        "$libraries/$library"
    fi || return
  done
  CFLAGS='-O2 -ffunction-sections -fdata-sections -Wno-unused-value' \
    publish_native Psono.Cli "$directory" -p:LinkerFlavor=lld -p:StaticOpenSslLinking=true -p:OpenSslDirectory="$libraries" "$@"
}

# The headers and libraries of the other platform, from the same release of Debian as this machine's. Sets system_root.
make_system_root() {
  system_root=$PWD/artifacts/system-root/$PLATFORM
  [ ! -e "$system_root.complete" ] || return 0
  local suite=bookworm link
  # Ubuntu keeps other platforms in another place.
  ! grep -qx ID=debian /etc/os-release || suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
  rm -rf "$system_root"
  mkdir -p "${system_root%/*}"
  mmdebstrap --quiet --arch="${PLATFORM#linux-}" --variant=extract \
    --include=libc6-dev,libssl-dev,zlib1g-dev,libgcc-12-dev,libstdc++-12-dev "$suite" "$system_root" >&2 || return
  # Links in it begin at its own root. Where one leads nowhere, the linker takes the static library instead.
  find "$system_root" -type l -lname '/*' | while read -r link; do ln -sfnr "$system_root$(readlink "$link")" "$link"; done
  touch "$system_root.complete"
}
