#!/usr/bin/env bash
# Tries whether a cluster survives what goes wrong in one: see tests/cluster/README.md, and --help. SERVER and PSONOCI are other programs
# than those in artifacts/release.
set -uo pipefail
cd "$(dirname "$0")/../.."
export SERVER=${SERVER:-$PWD/artifacts/release/psono-server/psono-server} PSONOCI=${PSONOCI:-$PWD/artifacts/release/psonoci}

packages=()
for tool in etcd:etcd-server patroni:patroni pgbouncer:pgbouncer haproxy:haproxy psql:postgresql python3:python3; do
  PATH=$PATH:/usr/sbin command -v "${tool%%:*}" >/dev/null 2>&1 || packages+=("${tool#*:}")
done
/usr/bin/python3 -c 'import nacl' 2>/dev/null || packages+=(python3-nacl)
/usr/bin/python3 -c 'import etcd' 2>/dev/null || packages+=(python3-etcd)
if [ ${#packages[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "run.sh: installing ${packages[*]}"
    export DEBIAN_FRONTEND=noninteractive
    # Nothing of it is to run as a service.
    policy=/usr/sbin/policy-rc.d
    [ -e $policy ] && policy= || install -m 755 <(printf '#!/bin/sh\nexit 101\n') $policy
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
    code=$?
    [ -z "$policy" ] || rm -f "$policy"
    [ $code = 0 ] || exit 2
  else
    echo "run.sh: this machine lacks ${packages[*]}: sudo apt-get install ${packages[*]}" >&2
    exit 2
  fi
fi
for program in "$SERVER" "$PSONOCI"; do
  [ -x "$program" ] || { echo "run.sh: there is no $program: ./build.sh --release" >&2; exit 2; }
done

PATH=$PATH:/usr/sbin PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$PWD/tests/cluster exec /usr/bin/python3 -m cluster "$@"
