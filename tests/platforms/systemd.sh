# What debian.sh and rpm.sh have in common: a working directory, and a Debian in ./root of it in which systemd runs. To be sourced.
work=$(mktemp -d)
chmod 755 "$work"
cd "$work"
export GNUPGHOME=$work/gnupg
pids=() failed=0
clean_up() {
  [ -z "${init:-}" ] || kill -s RTMIN+4 "$init" 2>/dev/null || true
  kill "${pids[@]}" 2>/dev/null || true
  wait "${nspawn:-}" 2>/dev/null || true
  gpgconf --kill all
  rm -rf "$work"
}
trap clean_up EXIT

# check TITLE COMMAND…: it succeeds within some seconds.
check() {
  local title=$1 try
  shift
  for try in {1..50}; do
    if "$@" >output 2>&1; then echo "ok      $title"; return; fi
    sleep 0.2
  done
  echo "FAILED  $title"
  sed 's/^/        /' output
  failed=$((failed + 1))
}
inside() {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    nsenter --target "$init" --mount --pid --uts --ipc "$@"
}
not() { ! "$@"; }

# boot: starts what is in root.
boot() {
  systemd-nspawn --quiet --directory=root --register=no --keep-unit --boot </dev/null >boot.log 2>&1 & nspawn=$!
  for _ in {1..100}; do
    init=$(pgrep --parent $nspawn) && inside systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded' && break
    sleep 0.2
  done
}

# serve: what is in repository, on loopback; sets url.
serve() {
  python3 -u -m http.server --bind 127.0.0.1 --directory repository 0 >http.log 2>&1 & pids+=($!)
  until grep -q 'port [1-9]' http.log; do sleep 0.1; done
  url=$(grep -o 'http://127.0.0.1:[0-9]*' http.log | head -n 1)
}
main_pid() { inside systemctl show --property=MainPID --value psono-server; }

# register: someone, with a secret and an API key; secret: what the key reads is right.
register() {
  inside sh <<'EOF'
export PSONO_CI_SERVER_URL=http://127.0.0.1:10100/server PSONO_VAULT_PASSWORD=long-enough-Password-1
set -e
key=$(journalctl --unit psono-server --output cat | sed -n 's/.*server key //p' | tail -n 1)
psonoci vault register --verify-key $key alice@example.com
psonoci vault login --verify-key $key alice@example.com
psonoci vault create --title 'production database' db_password=Df55sr2UQm7Wshv7
psonoci vault api-key create 'service key' --secret 'production database' --save /root/psonoci.toml
EOF
}
secret() { inside psonoci -c /root/psonoci.toml run -- sh -c 'test "$db_password" = Df55sr2UQm7Wshv7'; }

# operate: an operator's commands, with the server in all its restrictions.
operate() {
  check "an operator sees who is there" inside sh -c 'psono-server user list --json | grep -q alice@example.com'
  check "the server's user sees it as well" inside runuser -u psono -- psono-server user list --data-dir /var/lib/psono
  check "nobody else does" not inside runuser -u nobody -- psono-server user list --data-dir /var/lib/psono
  check "who is invited gets in" inside sh -c 'export PSONO_VAULT_PASSWORD=long-enough-Password-2
    psonoci --server-url http://127.0.0.1:10100/server vault register --invitation "$(psono-server user invite bob@example.com)" \
      --verify-key "$(psono-server key show)" bob@example.com'
  check "and not when the account is disabled" inside sh -c 'export PSONO_VAULT_PASSWORD=long-enough-Password-2
    psono-server user disable bob@example.com
    ! psonoci --server-url http://127.0.0.1:10100/server vault login --verify-key "$(psono-server key show)" bob@example.com'
}
