#!/bin/sh
# Installs psonoci, or updates it, with the one that this server has for this machine:
#
#   curl -fsSL @SERVER@/install.sh | sh
#
# It goes to /usr/local/bin if that is writable, else to ~/.local/bin. In the environment of sh:
#   PSONOCI_INSTALL_DIR   another directory
#   PSONOCI_SHA256        the only SHA-256 that is accepted
#
# Until all of it is there and has the right SHA-256, the psonoci that is installed stays as it is.

# A shell runs nothing of this before it has read the brace at the end: a script that was cut off does nothing.
{
set -eu

server='@SERVER@'
temporary=

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "install.sh: $*"
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# Before anything is downloaded.
check_tools() {
  has curl || has wget || fail "curl or wget is needed to download psonoci"
  has sha256sum || has shasum || has openssl || fail "sha256sum, shasum or openssl is needed to check the download"
}

# What uname says, as the server names it.
find_platform() {
  system=$(uname -s) machine=$(uname -m)
  case $system in
    Linux) platform=linux ;;
    Darwin) platform=osx ;;
    MINGW* | MSYS* | CYGWIN* | Windows_NT) fail "this installs psonoci on Linux and macOS; for Windows, see $server/install" ;;
    *) fail "there is no psonoci for $system; $server/install shows what there is" ;;
  esac
  # A shell that Rosetta translates does not know of it.
  if [ "$platform" = osx ] && [ "$(sysctl -n sysctl.proc_translated 2>/dev/null)" = 1 ]; then machine=arm64; fi
  case $machine in
    x86_64 | amd64) platform=$platform-x64 ;;
    aarch64 | arm64) platform=$platform-arm64 ;;
    *) fail "there is no psonoci for $system on $machine, only for x86_64 and arm64; $server/install shows what there is" ;;
  esac
}

find_directory() {
  if [ -n "${PSONOCI_INSTALL_DIR:-}" ]; then
    case $PSONOCI_INSTALL_DIR in
      /*) directory=$PSONOCI_INSTALL_DIR ;;
      *) directory=$PWD/$PSONOCI_INSTALL_DIR ;;
    esac
    while [ "$directory" != "${directory%/}" ]; do directory=${directory%/}; done
  elif [ -w /usr/local/bin ] || { [ ! -e /usr/local/bin ] && [ -w /usr/local ]; }; then
    directory=/usr/local/bin
  elif [ -n "${HOME:-}" ]; then
    directory=$HOME/.local/bin
  else
    fail "/usr/local/bin is not writable and HOME is not set; set PSONOCI_INSTALL_DIR"
  fi
  target=$directory/psonoci
  [ ! -d "$target" ] || fail "$target is a directory; set PSONOCI_INSTALL_DIR to another place"
}

# To standard output: a curl from a snap may not write where we do. A connection on which nothing arrives is given up.
download() {
  if has curl; then
    case $server in
      https:*) set -- --proto '=https' --tlsv1.2 "$1" ;;
      *) set -- --proto '=http,https' "$1" ;;
    esac
    curl -fsSL --connect-timeout 30 --speed-limit 1 --speed-time 60 "$@"
  else
    # That of BusyBox can be told neither to stay where it is sent nor, where Debian built it, to give up.
    case $(wget --help 2>&1) in
      *--max-redirect*) wget -q --max-redirect=0 --timeout=60 --tries=3 -O - "$1" ;;
      *) wget -q -O - "$1" ;;
    esac
  fi
}

sha256_of() {
  if has sha256sum; then
    sum=$(sha256sum <"$1")
  elif has shasum; then
    sum=$(shasum -a 256 <"$1")
  else
    sum=$(openssl dgst -sha256 -r <"$1")
  fi
  sum=${sum%% *}
}

find_hash() {
  sums=$(download "$server/install/SHA256SUMS") || fail "cannot download $server/install/SHA256SUMS"
  hash=$(printf '%s\n' "$sums" | sed -n "s|^\([0-9a-f]\{64\}\)  $platform/psonoci\$|\1|p")
  if [ -z "$hash" ]; then
    fail "this server has no psonoci for $platform; its administrator can add it as install/$platform/psonoci beside psono-server"
  fi
  if [ -n "${PSONOCI_SHA256+set}" ]; then
    [ -n "$PSONOCI_SHA256" ] || fail "PSONOCI_SHA256 is set, but empty; nothing was changed"
    pinned=$(printf '%s' "$PSONOCI_SHA256" | tr A-F a-f)
    [ "$hash" = "$pinned" ] || fail "psonoci for $platform has the SHA-256 $hash here, not that in PSONOCI_SHA256; nothing was changed"
  fi
}

install_psonoci() {
  check_tools
  find_platform
  find_directory
  find_hash
  if [ -x "$target" ] && sha256_of "$target" && [ "$sum" = "$hash" ]; then
    version=$("$target" --version)
    say "${version%% (*} is already installed in $directory"
    return
  fi

  say "Downloading psonoci for $platform from $server"
  # For everybody, whatever the mask of files is: the program is executable for everybody, too.
  (umask 022 && mkdir -p "$directory") || fail "cannot create $directory; run this as root, or set PSONOCI_INSTALL_DIR"
  # In the same directory, so that it takes the place of the old one in one step.
  temporary=$(mktemp "$directory/.psonoci.XXXXXX") || fail "cannot write to $directory; run this as root, or set PSONOCI_INSTALL_DIR"
  download "$server/install/$platform/psonoci" >"$temporary" || fail "the download failed; nothing was changed"
  sha256_of "$temporary"
  [ "$sum" = "$hash" ] || fail "the download has the SHA-256 $sum instead of $hash; nothing was changed"
  chmod 755 "$temporary"
  version=$("$temporary" --version 2>&1) ||
    fail "psonoci for $platform does not run in $directory (is it mounted with noexec?); nothing was changed: $version"
  mv -f "$temporary" "$target" || fail "cannot replace $target"
  say "Installed ${version%% (*} in ${directory:-/}${PSONOCI_SHA256:+, with the SHA-256 in PSONOCI_SHA256}"
}

show_path() {
  case :$PATH: in
    *:"$directory":* | *:"$directory"/:*) ;;
    *)
      say "$directory is not in PATH. Add this line to ~/.profile, or to what your shell reads when it starts:"
      say "  export PATH=\"$directory:\$PATH\""
      return
      ;;
  esac
  found=$(command -v psonoci || true)
  [ "$found" = "$target" ] || say "PATH has another psonoci that comes first: $found"
}

main() {
  trap '[ -z "$temporary" ] || rm -f "$temporary"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 141' PIPE
  trap 'exit 143' TERM
  install_psonoci
  show_path
}

main; }
