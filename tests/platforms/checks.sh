# What the scripts of this directory share. To be sourced in an empty directory, with $server.
failed=0
verdict() {
  if [ "$1" = 0 ]; then echo "ok      $2"; else echo "FAILED  $2"; failed=$((failed + 1)); [ -z "${3:-}" ] || printf '        %s\n' "$3"; fi
}

# check TITLE PATTERN COMMAND…: its output (and what it says to people) has a line with the pattern.
check() {
  local title=$1 pattern=$2 output
  shift 2
  output=$("$@" 2>&1 </dev/null | tr -d '\r') || true
  if grep -qE -- "$pattern" <<<"$output"; then verdict 0 "$title"; else verdict 1 "$title" "$output"; fi
}

# check_exit TITLE CODE COMMAND…
check_exit() {
  local title=$1 expected=$2 code=0
  shift 2
  "$@" >/dev/null 2>&1 </dev/null || code=$?
  verdict "$([ "$code" = "$expected" ]; echo $?)" "$title" "exit code $code"
}

# serve_with_secret PSONOCI…: a server with one secret, NAME=value-of-the-secret, and psonoci.toml, whose key may read it.
serve_with_secret() {
  PSONO_ALLOW_REGISTRATION=true "$server" --data-dir data --urls http://127.0.0.1:0 >log 2>&1 &
  pid=$!
  until grep -q '127.0.0.1:[1-9]' log; do
    kill -0 $pid 2>/dev/null || { cat log >&2; exit 1; }
    sleep 0.05
  done
  export XDG_STATE_HOME=$PWD/state PSONO_VAULT_PASSWORD='a password of a test, 1' NO_COLOR=1
  PSONO_CI_SERVER_URL=$(grep -o 'http://127.0.0.1:[1-9][0-9]*' log | head -n 1)/server
  export PSONO_CI_SERVER_URL
  "$@" vault register platform@example.com >/dev/null
  "$@" vault login platform@example.com >/dev/null
  "$@" vault create --title platform NAME=value-of-the-secret >/dev/null
  "$@" vault api-key create platform --secret platform --save psonoci.toml >/dev/null
  unset PSONO_CI_SERVER_URL PSONO_VAULT_PASSWORD
}

finish() {
  echo "$failed failed"
  [ $failed = 0 ]
}
