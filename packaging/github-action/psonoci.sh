#!/bin/sh
# What action.yml does. For sh, which every image has; inputs arrive as INPUT_*, never as text of this script.
set -euf

# One line, and one command to the runner, whatever is in it.
fail() {
  printf '::error title=psonoci::%s\n' "$(printf '%s' "$*" | tr '\r\n' '  ' | sed 's/%/%25/g')"
  exit 1
}

# The log is masked line by line.
mask() { printf '%s\n' "$1" | tr '\r' '\n' | sed -n 's/%/%25/g; s/./::add-mask::&/p'; }

# --- How psonoci is installed: the same lines in packaging/gitlab-component/templates/psonoci.yml
has() { command -v "$1" >/dev/null 2>&1; }

check_tools() {
  has curl || has wget || fail "curl or wget is needed to download psonoci: use an image that has one"
  has sha256sum || has shasum || has openssl ||
    fail "sha256sum, shasum or openssl is needed to check the download: use an image that has one"
}

# What uname says, as the server names it.
find_platform() {
  system=$(uname -s) machine=$(uname -m)
  case $system in
    Linux) platform=linux ;;
    Darwin) platform=osx ;;
    *) fail "this needs Linux or macOS, not $system: use another runner" ;;
  esac
  case $machine in
    x86_64 | amd64) platform=$platform-x64 ;;
    aarch64 | arm64) platform=$platform-arm64 ;;
    *) fail "there is no psonoci for $system on $machine, only for x86_64 and arm64: use another runner" ;;
  esac
}

check_hashes() {
  [ -n "$hashes" ] ||
    fail "sha256 is missing: set it to the hash of psonoci for $platform, from the release or the server's page Install"
  for hash in $hashes; do
    case $hash in *[!0-9a-f]*) hash= ;; esac
    [ ${#hash} = 64 ] || fail "sha256 must be 64 hex digits, or several such hashes with spaces between"
  done
}

# A mirror may want a password, which is nothing for a log.
shown() { printf '%s' "$1" | sed 's#//[^/]*@#//#'; }

check_url() {
  case $2 in
    *[[:space:][:cntrl:]]*) ;;
    http://[!/]* | https://[!/]*) return 0 ;;
    '') fail "$1 is missing: set it to the URL of the server, such as https://vault.example.com/server" ;;
  esac
  fail "$1 must start with https:// and have no spaces: $(shown "$2")"
}

find_url() {
  if [ -n "$url" ]; then
    check_url download-url "$url"
  else
    check_url server-url "$server"
    case $server in *[?#]*) fail "server-url must not have ? or #: $(shown "$server")" ;; esac
    host=${server#*://}
    url=${server%%://*}://${host%%/*}/install/$platform/psonoci
  fi
}

# To standard output: a curl from a snap may not write where we do. A connection on which nothing arrives is given up; only
# the wget of BusyBox cannot be told to.
download() {
  if has curl; then
    curl -fsSL --globoff --connect-timeout 30 --speed-limit 1 --speed-time 60 "$url"
  else
    case $(wget --help 2>&1) in
      *--tries*) wget -q --timeout=60 --tries=1 -O - "$url" ;;
      *) wget -q -O - "$url" ;;
    esac
  fi
}

is_accepted() {
  if has sha256sum; then
    sum=$(sha256sum <"$1")
  elif has shasum; then
    sum=$(shasum -a 256 <"$1")
  else
    sum=$(openssl dgst -sha256 -r <"$1")
  fi
  sum=${sum%% *}
  for hash in $hashes; do
    [ "$sum" != "$hash" ] || return 0
  done
  return 1
}

# install_psonoci DIRECTORY SHA256 SERVER-URL DOWNLOAD-URL. Nothing that was downloaded is run before its hash was accepted.
install_psonoci() {
  psonoci=$1/psonoci new=$1/.psonoci.new hashes=$(printf '%s' "$2" | tr 'A-F\n\t' 'a-f  ') server=$3 url=$4
  check_tools
  find_platform
  check_hashes
  find_url
  if ! { [ -x "$psonoci" ] && is_accepted "$psonoci"; }; then
    mkdir -p "$1" || fail "cannot create $1: check who may write there"
    for pause in 2 5 0; do
      ! download >"$new" || break
      if [ $pause = 0 ]; then
        rm -f "$new"
        fail "cannot download $(shown "$url"), for the reason above: check server-url, the network and the proxy, if any"
      fi
      sleep $pause
    done
    if ! is_accepted "$new"; then
      rm -f "$new"
      fail "$(shown "$url") has the SHA-256 $sum, which sha256 does not accept; it was not run." \
        "If the server was updated, set sha256 to the hash of the new release"
    fi
    chmod 755 "$new"
    mv -f "$new" "$psonoci"
  fi
  version=$("$psonoci" --version 2>&1) || fail "psonoci does not run in $1 (is it mounted with noexec?): $version"
  version=${version%% (*}
}
# --- End of what is the same

# --filter=…, one to a line of the input.
options() { printf '%s\n' "$2" | sed -n "s/^[[:space:]]*//; s/[[:space:]]*\$//; s/./--$1=&/p"; }

use_key_of_inputs() {
  if [ -n "$INPUT_CONFIG_PACKED" ]; then
    [ -z "$INPUT_API_KEY_ID$INPUT_API_SECRET_KEY_HEX" ] ||
      fail "config-packed contains an API key: leave out api-key-id and api-secret-key-hex"
    export PSONO_CI_CONFIG_PACKED="$INPUT_CONFIG_PACKED"
  elif [ -n "$INPUT_API_KEY_ID$INPUT_API_SECRET_KEY_HEX" ]; then
    unset PSONO_CI_CONFIG_PACKED PSONO_CI_CONFIG_PATH
    export PSONO_CI_API_KEY_ID="$INPUT_API_KEY_ID" PSONO_CI_API_SECRET_KEY_HEX="$INPUT_API_SECRET_KEY_HEX"
    export PSONO_CI_SERVER_URL="$INPUT_SERVER_URL"
  fi
}

# Masks come before values, and both before anything that could print one.
export_variables() {
  { said=$("$psonoci" env --format github --append "$@" --add-mask 2>&1 >&3 3>&-); } 3>&1 || fail "$said"
  [ -z "$said" ] || printf '%s\n' "$said" >&2
}

mask "$INPUT_CONFIG_PACKED"
mask "$INPUT_API_SECRET_KEY_HEX"
mask "${PSONO_CI_CONFIG_PACKED-}"
mask "${PSONO_CI_API_SECRET_KEY_HEX-}"
use_key_of_inputs
case $INPUT_EXPORT in
  true | false | '') ;;
  *) fail "export must be true or false, not '$INPUT_EXPORT'" ;;
esac

install_psonoci "$RUNNER_TEMP/psonoci" "$INPUT_SHA256" "$INPUT_SERVER_URL" "$INPUT_DOWNLOAD_URL"
printf '%s\n' "$RUNNER_TEMP/psonoci" >>"$GITHUB_PATH"
printf 'path=%s\nversion=%s\n' "$psonoci" "${version#psonoci }" >>"$GITHUB_OUTPUT"
echo "Installed $version in $RUNNER_TEMP/psonoci"

# Nothing of the inputs is for the command.
export=$INPUT_EXPORT run=$INPUT_RUN selection=$(
  options filter "$INPUT_FILTER"
  options only "$INPUT_ONLY"
  options prefix "$INPUT_PREFIX"
  options map "$INPUT_MAP"
  options require "$INPUT_REQUIRE"
)
unset INPUT_SERVER_URL INPUT_SHA256 INPUT_CONFIG_PACKED INPUT_API_KEY_ID INPUT_API_SECRET_KEY_HEX INPUT_RUN INPUT_EXPORT \
  INPUT_FILTER INPUT_ONLY INPUT_PREFIX INPUT_MAP INPUT_REQUIRE INPUT_DOWNLOAD_URL
set --
while IFS= read -r option; do
  [ -z "$option" ] || set -- "$@" "$option"
done <<END
$selection
END

[ "$export" != true ] || export_variables "$GITHUB_ENV" "$@"
[ -n "$run" ] || exit 0
case $platform in
  linux-*) set -- --mask "$@" ;;
  # Elsewhere psonoci does not mask what a command prints; the runner does.
  *) [ "$export" = true ] || export_variables /dev/null "$@" ;;
esac
# As a step without "shell:" is run. In place of this shell, so that a job that is cancelled reaches the command.
shell='sh'
! has bash || shell=bash
exec "$psonoci" run "$@" -- $shell -e -c "$run"
