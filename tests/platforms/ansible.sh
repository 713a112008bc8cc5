#!/usr/bin/env bash
# The lookup plugin of packaging/ansible in a playbook, with a server of ours. Needs ./build.sh, and ansible-core 2.14 or later.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD psonoci=$PWD/artifacts/release/psonoci server=$PWD/artifacts/release/psono-server/psono-server
for tool in ansible-playbook ansible-doc python3; do
  command -v $tool >/dev/null 2>&1 || { echo "ansible.sh: this machine lacks $tool: apt-get install ansible-core" >&2; exit 2; }
done
[ -x "$server" ] && [ -x "$psonoci" ] || { echo "ansible.sh: there is no psonoci and psono-server: ./build.sh" >&2; exit 2; }

work=$(mktemp -d "${TMPDIR:-/tmp}/ansible.XXXXXX")
trap 'kill "${serving:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
PSONO_ALLOW_REGISTRATION=true "$server" --data-dir data --urls http://127.0.0.1:0 >log 2>&1 </dev/null &
serving=$!
for _ in {1..100}; do
  url=$(grep -o 'http://127\.0\.0\.1:[1-9][0-9]*' log | head -n 1) && break
  sleep 0.1
done
export XDG_STATE_HOME=$work/state PSONO_VAULT_PASSWORD=Correct-Horse-7-Battery HOME=$work/home ANSIBLE_NOCOLOR=1
mkdir home
vault() { "$psonoci" --server-url "$url/server" vault "$@"; }
for step in register login; do
  vault $step ansible@example.com >said 2>&1 || { cat said >&2; exit 1; }
done
printf "db_host=db.example.com\ndb_password='Df55 sr2{{ 1 + 1 }}UQm7'\nLD_PRELOAD=/opt/lib.so\nempty=\n" |
  vault create --title '- production database' --env-file - >/dev/null 2>said || { cat said >&2; exit 1; }
vault api-key create ansible --secret '- production database' --save ansible.toml >/dev/null 2>said || { cat said >&2; exit 1; }

mkdir lookup_plugins
cp "$root"/packaging/ansible/lookup_plugins/psono.py lookup_plugins
cat >playbook.yml <<PLAYBOOK
- hosts: localhost
  gather_facts: false
  vars:
    psono_psonoci: $psonoci
    psono_config: $work/ansible.toml
    psono_cache: $work/cache
  tasks:
    - name: One variable, as it is
      ansible.builtin.copy:
        content: "{{ lookup('psono', '- production database', field='db_password') }}"
        dest: $work/password
        mode: "0600"
      no_log: true
    - name: All variables
      ansible.builtin.set_fact:
        database: "{{ lookup('psono', '- production database') }}"
      no_log: true
    - ansible.builtin.assert:
        that:
          - database.db_host == 'db.example.com'
          - database.LD_PRELOAD == '/opt/lib.so'
          - database.empty == ''
          - database | length == 4
          - lookup('psono', '- production database', '- production database', field='db_host', wantlist=true) | length == 2
    - name: What is not there
      ansible.builtin.debug:
        msg: "{{ lookup('psono', '- production database', field='db_pasword') }}"
      ignore_errors: true
    - name: Whom nobody knows
      ansible.builtin.debug:
        msg: "{{ lookup('psono', 'staging') }}"
      ignore_errors: true
    - name: A program that is not there
      ansible.builtin.debug:
        msg: "{{ lookup('psono', 'staging', psonoci='/no/psonoci') }}"
      ignore_errors: true
PLAYBOOK

failed=0
# check TITLE COMMAND…: it succeeds.
check() {
  local title=$1
  shift
  if "$@"; then
    echo "ok      $title"
  else
    echo "FAILED  $title"
    failed=$((failed + 1))
  fi
}

check "a playbook reads secrets" bash -c 'ansible-playbook -i localhost, -c local playbook.yml >output 2>&1 || { cat output; false; }'
check "a value is a value, whatever is in it" [ "$(cat password)" = 'Df55 sr2{{ 1 + 1 }}UQm7' ]
check "a variable that is not there is named, with those that are" grep -q 'db_pasword.*db_password' output
check "so is a secret" grep -q 'psono: psonoci: error: .*staging' output
check "and a program" grep -q 'psono: cannot run /no/psonoci: No such file' output
check "no value is in what Ansible prints" bash -c '! grep -q "Df55" output'
kill $serving
wait $serving 2>/dev/null || true
check "without the server, the cache" bash -c 'ansible-playbook -i localhost, -c local playbook.yml >output 2>&1 || { cat output; false; }'
check "which is said" grep -q 'WARNING.*psonoci: .*confirmed at' <(tr '\n' ' ' <output)
check "its page" bash -c "ansible-doc -t lookup --playbook-dir . psono >page 2>&1 && grep -q '^NAME: psono' page || { cat page; false; }"
echo "$failed failed"
[ $failed = 0 ]
