#!/usr/bin/env bash
# The walkthrough, on real data: a server, an account, a secret, an API key, and a process that gets the secret and nothing else.
# ./demo.sh          does it and cleans up
# ./demo.sh --keep   leaves the server running and ends with PSONO_DEMO_… lines that scripts can read
set -euo pipefail
cd "$(dirname "$0")"

keep=false
case "${1:-}" in
  --keep) keep=true ;;
  "") ;;
  *) echo "usage: ./demo.sh [--keep]" >&2; exit 2 ;;
esac
command -v python3 >/dev/null 2>&1 || [ -x /usr/bin/python3 ] || {
  echo "demo.sh: this machine lacks Python for the example service: apt-get install python3" >&2
  exit 1
}

bold=$(tput bold 2>/dev/null || true) plain=$(tput sgr0 2>/dev/null || true)
[ -t 1 ] || bold='' plain=''
number=0
step() { number=$((number + 1)); printf '\n%s%d. %s%s\n' "$bold" "$number" "$1" "$plain"; }
show() { printf '   $ %s\n' "$*"; }

step "Build psono-server and psonoci (only what is missing)"
./build.sh
psonoci=$PWD/artifacts/release/psonoci
server=$PWD/artifacts/release/psono-server/psono-server

work=$(mktemp -d "${TMPDIR:-/tmp}/psono-demo.XXXXXX")
data=$work/data
pid=
stop() {
  if [ -n "$pid" ]; then kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap stop EXIT

step "Start psono-server with a new data directory"
show psono-server --data-dir "$data" --urls http://127.0.0.1:0
PSONO_ALLOW_REGISTRATION=true setsid "$server" --data-dir "$data" --urls http://127.0.0.1:0 >"$work/server.log" 2>&1 </dev/null &
pid=$!
url=
for _ in $(seq 100); do
  url=$(sed -n 's|.*\(http://127\.0\.0\.1:[1-9][0-9]*\).*|\1/server|p' "$work/server.log" | head -n 1)
  [ -n "$url" ] && break
  kill -0 "$pid" 2>/dev/null || { cat "$work/server.log" >&2; exit 1; }
  sleep 0.1
done
[ -n "$url" ] || { echo "demo.sh: the server did not start:" >&2; cat "$work/server.log" >&2; exit 1; }
echo "   $url"

# Everything of this demo stays in its own directory, the session included.
export XDG_STATE_HOME=$work/state PSONO_CI_SERVER_URL=$url
username=demo@example.com
password="Demo-$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')"

step "Register and log in (everything is encrypted here; the server gets ciphertext)"
show psonoci vault register $username
printf '%s\n' "$password" | "$psonoci" vault register "$username" --password-stdin
show psonoci vault login $username
printf '%s\n' "$password" | "$psonoci" vault login "$username" --password-stdin

step "Create one secret with three environment variables"
show "psonoci vault create --title 'production database' --env-file -"
secret=$("$psonoci" vault create --title "production database" --env-file - <<'VARIABLES'
db_host=prd-db.example.com:5432
db_username=production
db_password=Df55sr2UQm7Wshv7
VARIABLES
)
echo "   $secret"

step "Create an API key that may read this secret, and nothing else"
show "psonoci vault api-key create 'service key' --secret 'production database' --save psonoci.toml"
"$psonoci" vault api-key create "service key" --secret "production database" --save "$work/psonoci.toml"

step "Run the service with exactly these variables"
show "psonoci -c psonoci.toml run --clear-env -- ./service.py --whatever=argument_1"
(cd examples && env -u PSONO_CI_SERVER_URL "$psonoci" -c "$work/psonoci.toml" run --clear-env -- ./service.py --whatever=argument_1)

step "Look for the values in everything the server stored"
for value in prd-db.example.com Df55sr2UQm7Wshv7 db_password "production database" "$password"; do
  if grep -rqF -- "$value" "$data" "$work/server.log"; then
    echo "   FOUND: $value" >&2
    exit 1
  fi
done
echo "   $(find "$data" -type f | wc -l) files, $(du -sh "$data" | cut -f1): none of the values, names or titles is in there"

if $keep; then
  trap - EXIT
  printf '\nThe server keeps running. Go on in a browser: %s (log in as %s with the password below). Stop it with: kill %s\n\n' \
    "${url%/server}" "$username" "$pid"
  printf 'PSONO_DEMO_URL=%s\n' "$url"
  printf 'PSONO_DEMO_CONFIG=%s\n' "$work/psonoci.toml"
  printf 'PSONO_DEMO_USERNAME=%s\n' "$username"
  printf 'PSONO_DEMO_PASSWORD=%s\n' "$password"
  printf 'PSONO_DEMO_DATA=%s\n' "$data"
  printf 'PSONO_DEMO_PID=%s\n' "$pid"
else
  step "Stop"
fi
