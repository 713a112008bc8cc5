#!/usr/bin/env bash
# What psonoci.exe does under wine, against a server of ours: a line for each question, exit code 1 if an answer is wrong. By hand:
# it needs Debian's wine (apt-get install wine64) and ./build.sh.
#   windows.sh               publishes psonoci.exe first
#   windows.sh psonoci.exe   asks this one
# PSONO_SERVER is another psono-server than artifacts/release/psono-server/psono-server.
set -euo pipefail
cd "$(dirname "$0")/../.."
for tool in wine winepath wineserver openssl python3; do
  command -v $tool >/dev/null 2>&1 || { echo "windows.sh: this machine lacks $tool: apt-get install wine64 openssl python3" >&2; exit 2; }
done
server=${PSONO_SERVER:-artifacts/release/psono-server/psono-server}
[ -x "$server" ] || { echo "windows.sh: there is no $server: ./build.sh" >&2; exit 2; }

work=$(mktemp -d "${TMPDIR:-/tmp}/windows.XXXXXX")
export WINEPREFIX=$work/wine WINEDEBUG=-all
pid='' proxy=''
clean_up() {
  for process in $pid $proxy; do kill "$process" 2>/dev/null || true; done
  wineserver -k 2>/dev/null || true
  wineserver -w 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT

exe=${1:-}
if [ -z "$exe" ]; then
  dotnet publish src/Psono.Cli -c Release -r win-x64 -p:RunAnalyzers=false --nologo -v quiet -o "$work/publish" >&2
  exe=$work/publish/psonoci.exe
fi
mkdir "$work/bin"
cp "$exe" "$work/bin/psonoci.exe"
exe=$work/bin/psonoci.exe
wineboot -i >/dev/null 2>&1

PSONO_ALLOW_REGISTRATION=true setsid "$server" --data-dir "$work/data" --urls http://127.0.0.1:0 >"$work/server.log" 2>&1 </dev/null &
pid=$!
url=
for _ in $(seq 100); do
  url=$(sed -n 's|.*\(http://127\.0\.0\.1:[1-9][0-9]*\).*|\1|p' "$work/server.log" | head -n 1)
  [ -n "$url" ] && break
  kill -0 "$pid" 2>/dev/null || { cat "$work/server.log" >&2; exit 1; }
  sleep 0.1
done

ok=0 failed=0
# is NAME EXPECTED ACTUAL
is() {
  if [ "$2" = "$3" ]; then
    ok=$((ok + 1))
    echo "ok      $1"
  else
    failed=$((failed + 1))
    printf 'FAILED  %s\n  expected: %s\n  got:      %s\n' "$1" "$2" "$3"
  fi
}
# has NAME PART ACTUAL
has() { case $3 in *"$2"*) is "$1" "$2" "$2" ;; *) is "$1" "…$2…" "$3" ;; esac; }
lacks() { case $3 in *"$2"*) is "$1" "nothing with $2" "$3" ;; *) is "$1" '' '' ;; esac; }
p() { wine "$exe" "$@" | tr -d '\r'; }
# Standard output and error of a call, then its exit code.
all() { local code=0; wine "$exe" "$@" >"$work/out" 2>&1 </dev/null || code=$?; tr -d '\r' <"$work/out"; echo "exit $code"; }
code() { local code=0; wine "$exe" "$@" >/dev/null 2>&1 </dev/null || code=$?; echo $code; }
windows() { winepath -w "$1"; }

echo "== vault"
export PSONO_CI_SERVER_URL=$url/server
password=Some-long-password-4711
printf '%s\r\n' $password >"$work/password"
p vault register alice@example.com --password-stdin <"$work/password" >/dev/null 2>&1
p vault login alice@example.com --password-stdin <"$work/password" >/dev/null 2>&1
session=$(find "$WINEPREFIX" -name vault-session.json)
has "the session is in the local application data" "AppData/Local/psonoci/vault-session.json" "$session"
printf 'db_host=prd.example.com\r\ndb_password=gr\xc3\xbc\xc3\x9fe \xe2\x82\xac\r\nquoted=a"b %%PATH%% ^& c\r\n' >"$work/variables.env"
secret=$(p vault create --title 'db' --env-file "$(windows "$work/variables.env")" 2>/dev/null)
p vault api-key create key --secret db --save "$(windows "$work/psonoci.toml")" >/dev/null 2>&1
has "a secret is listed" "db" "$(p vault list)"
unset PSONO_CI_SERVER_URL
c=(-c "$(windows "$work/psonoci.toml")")

echo "== reading"
is "get" "prd.example.com" "$(p "${c[@]}" get "$secret" db_host)"
is "env in JSON, in UTF-8" 'grüße €' \
  "$(p "${c[@]}" env --format json | python3 -c 'import json,sys; print(json.load(sys.stdin)["db_password"])')"
lacks "redact" "prd.example.com" "$(printf 'at prd.example.com' | p "${c[@]}" redact)"
printf 'host={{ db/db_host }}' >"$work/template"
is "inject" "host=prd.example.com" "$(p "${c[@]}" inject -i "$(windows "$work/template")")"
has "check" "run would start 'cmd' with 3 variables" "$(all "${c[@]}" check -- cmd /c ver)"
has "doctor" "OK" "$(p "${c[@]}" doctor)"
is "doctor succeeds" 0 "$(code "${c[@]}" doctor)"
has "a cache is written" exit\ 0 "$(all --cache "$(windows "$work/cache")" "${c[@]}" check)"
kill -STOP "$pid"
has "the cache is read while the server is away" exit\ 0 "$(all --cache "$(windows "$work/cache")" --offline only "${c[@]}" check)"
kill -CONT "$pid"

echo "== whose files"
# wine makes a mode of the list of rights, with the administrators for a group.
is "a configuration that psonoci wrote is its owner's" 0 "$(stat -c %a "$work/psonoci.toml" | tail -c 2)"
is "so is the session" 0 "$(stat -c %a "$session" | tail -c 2)"
cp "$work/psonoci.toml" "$work/open.toml"
chmod 644 "$work/open.toml"
has "others may read it" "other users may read" "$(all -c "$(windows "$work/open.toml")" check)"
chmod 666 "$work/open.toml"
has "others may change it" "every user may change" "$(all -c "$(windows "$work/open.toml")" check)"
chmod 644 "$session"
has "others may read the session" "other users can read" "$(PSONO_CI_SERVER_URL=$url/server all vault list)"
chmod 600 "$session"

echo "== run"
has "variables" "db_host=prd.example.com" "$(all "${c[@]}" run -- cmd /c set)"
is "exit code" 7 "$(code "${c[@]}" run -- cmd /c exit 7)"
is "exit code 0" 0 "$(code "${c[@]}" run -- cmd /c exit 0)"
is "a command that is not there" 127 "$(code "${c[@]}" run -- no-such-command)"
is "a path that is not there" 127 "$(code "${c[@]}" run -- '.\no-such-command.exe')"
printf 'no program' >"$work/bin/broken.exe"
is "no program" 126 "$(code "${c[@]}" run -- "$(windows "$work/bin/broken.exe")")"
printf 'print(1)' >"$work/bin/script.py"
is "no ending of a program" 126 "$(code "${c[@]}" run -- "$(windows "$work/bin/script.py")")"
is "check tells the same" 127 "$(code "${c[@]}" check -- no-such-command)"
is "psonoci's own failure" 125 "$(code "${c[@]}" run --require NO_SUCH -- cmd /c ver)"
is "--mask needs Linux" 125 "$(code "${c[@]}" run --mask -- cmd /c ver)"
has "and says so" "need Linux" "$(all "${c[@]}" run --watch -- cmd /c ver)"
has "--file needs Linux" "--file needs Linux" "$(all "${c[@]}" run --file db_host -- cmd /c ver)"
has "ssh add needs Linux or macOS" "needs Linux or macOS" "$(all "${c[@]}" ssh add "$secret")"

echo "== names of variables"
export Db_Host=inherited PSONO_ci_Example=1
has "a secret takes the place of a variable in other letters" "db_host=prd.example.com" "$(all "${c[@]}" run -- cmd /c set db_host)"
lacks "which is gone" "inherited" "$(all "${c[@]}" run -- cmd /c set)"
lacks "credentials stay, in any letters" "PSONO_ci" "$(all "${c[@]}" run -- cmd /c set)"
has "--only in any letters" "1 variable" "$(all "${c[@]}" run --only DB_HOST --explain)"
has "--keep in any letters" "Db_Host2=kept" "$(Db_Host2=kept all "${c[@]}" run -c --keep DB_HOST2 -- cmd /c set)"
cleared=$(all "${c[@]}" run --clear-env -- cmd /c set)
has "what Windows needs is kept" "SystemRoot=" "$cleared"
lacks "what it does not is not" "USERPROFILE" "$cleared"
unset Db_Host PSONO_ci_Example

echo "== arguments"
# psonoci tells which file it cannot find: its C library took the arguments apart.
argument() {
  all "${c[@]}" run -- "$(windows "$exe")" --error-format json -c "$1" check |
    python3 -c 'import json,sys; print(json.loads(sys.stdin.readline())["message"][len("the configuration file "):-len(" does not exist")])'
}
for text in 'a b' 'a"b' 'a\"b' 'a\\"b c' 'a b\' 'a\b\' '%PATH%' '^&|<>!' 'grüße €' '"' '\'; do
  is "argument $text" "$text" "$(argument "$text")"
done
mkdir "$work/bin/with space"
printf '@echo off\r\necho [%%~1] [%%~2]\r\nexit /b 5\r\n' >"$work/bin/batch.cmd"
cp "$work/bin/batch.cmd" "$work/bin/with space/batch two.bat"
WINEPATH=$(windows "$work/bin")
export WINEPATH
has "a batch file, found by PATHEXT" "[one] [two three]" "$(all "${c[@]}" run -- batch one 'two three')"
is "its exit code" 5 "$(code "${c[@]}" run -- batch.cmd)"
has "a batch file with blanks" "[a,b;c=d] [C:\x y\\\\]" \
  "$(all "${c[@]}" run -- "$(windows "$work/bin/with space/batch two.bat")" 'a,b;c=d' 'C:\x y\')"
for text in '"&calc&"' 'a&b' '%PATH%' 'a!b' 'C:\x (86)' $'a\nb'; do
  is "a batch file does not get $(printf %q "$text")" 125 "$(code "${c[@]}" run -- batch "$text")"
done
is "check tells the same" 125 "$(code "${c[@]}" check -- batch 'a"b')"
is "an ending that Windows would take away" 127 "$(code "${c[@]}" run -- 'batch.cmd.' '"&calc&"')"
cp "$work/bin/batch.cmd" "$work/bin/only-here.cmd"
unset WINEPATH
is "not from the current directory" 127 "$(cd "$work/bin" && code "${c[@]}" run -- only-here)"
is "but by its path" 5 "$(cd "$work/bin" && code "${c[@]}" run -- '.\only-here.cmd')"

echo "== streams"
reader=("$(windows "$exe")" "${c[@]}" redact)
is "standard input" "from outside" "$(printf 'from outside' | p "${c[@]}" run -- "${reader[@]}")"
setting() { sed -n "s/^$1 = \"\(.*\)\"/\1/p" "$work/psonoci.toml"; }
key=$(setting api_secret_key_hex) id=$(setting api_key_id)
is "the key from standard input, and no more" "rest" \
  "$(printf '%s\r\nrest\r\n' "$key" | p --api-key-id "$id" --server-url "$url/server" --api-secret-key-stdin run -- "${reader[@]}")"

echo "== the end"
ended=0
python3 - "$exe" "${c[@]}" <<'PYTHON' || ended=$?
import os, subprocess, sys, time
def command(process):
    try: return open(f"/proc/{process}/cmdline", "rb").read()
    except OSError: return b""
def running(): return [p for p in os.listdir("/proc") if p.isdigit() and b"-n\0" + b"4711\0" in command(p)]
run = subprocess.Popen(["wine", sys.argv[1], *sys.argv[2:], "run", "--", "cmd", "/c", "ping", "-n", "4711", "127.0.0.1"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
def wait(for_what):
    for _ in range(200):
        if for_what(): return True
        time.sleep(0.05)
    return False
started = wait(lambda: any(b"ping" in command(p).split(b"\0")[0].lower() for p in running()))
run.kill()
run.wait()
sys.exit(0 if started and wait(lambda: not running()) else 1)
PYTHON
is "what the command started ends with psonoci" 0 $ended

echo "== a console"
cat >"$work/console.py" <<'PYTHON'
import os, pty, select, signal, sys, time
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
out, steps, deadline = b"", [step.split("=>") for step in sys.argv[1].split(";;") if step], time.time() + 30
while time.time() < deadline:
    if steps and steps[0][0].encode() in out:
        out, answer = b"" if steps[0][1] != "^C" else out, steps.pop(0)[1]
        time.sleep(0.3)  # Windows has no way to tell when a program waits for keys.
        os.write(fd, b"\x03" if answer == "^C" else answer.encode() + b"\r")
    try:
        if select.select([fd], [], [], 0.1)[0]: out += os.read(fd, 65536)
    except OSError:
        break
else:
    os.kill(pid, signal.SIGKILL)
    out += b"it goes on"
sys.stdout.buffer.write(out)
PYTHON
console() { python3 "$work/console.py" "$@"; }
has "UTF-8 on the screen" 'nix-ü€' "$(console '' wine "$exe" -c 'nix-ü€' check)"
asked=$(console 'New password=>grüße-Geheim-9x;;Confirm=>grüße-Geheim-9x' \
  wine "$exe" --server-url "$url/server" vault register carol@example.com)
has "a hidden password" "Registered carol" "$asked"
lacks "which nobody sees" "Geheim" "$asked"
printf 'grüße-Geheim-9x\n' >"$work/password"
is "in UTF-8" 0 "$(code --server-url "$url/server" vault login carol@example.com --password-file "$(windows "$work/password")")"
lacks "Ctrl-C is the command's" "it goes on" "$(console 'Pinging=>^C' wine "$exe" "${c[@]}" run -- ping -n 4711 127.0.0.1)"

echo "== HTTPS"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/cert.pem" -days 2 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -addext basicConstraints=critical,CA:true 2>/dev/null
python3 - "$work" "${url##*:}" <<'PYTHON' &
import http.client, http.server, ssl, sys
work, port = sys.argv[1], int(sys.argv[2])
class Proxy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *_): pass
    def forward(self):
        inner = http.client.HTTPConnection("127.0.0.1", port)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        inner.request(self.command, self.path, body, {k: v for k, v in self.headers.items() if k.lower() != "connection"})
        answer = inner.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for k, v in answer.getheaders():
            if k.lower() not in ("transfer-encoding", "content-length", "connection"): self.send_header(k, v)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
    do_GET = do_POST = do_PUT = do_DELETE = forward
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(f"{work}/cert.pem", f"{work}/key.pem")
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
server.socket = context.wrap_socket(server.socket, server_side=True)
open(f"{work}/tls-port.new", "w").write(str(server.server_port))
import os; os.rename(f"{work}/tls-port.new", f"{work}/tls-port")
server.serve_forever()
PYTHON
proxy=$!
for _ in $(seq 100); do [ -e "$work/tls-port" ] && break; sleep 0.1; done
sed "s|^server_url = .*|server_url = \"https://localhost:$(cat "$work/tls-port")/server\"|" "$work/psonoci.toml" >"$work/tls.toml"
has "a root that nobody knows is refused" "certificate" "$(all -c "$(windows "$work/tls.toml")" check)"
sed "s|^timeout = |pem_root_certificate_path = '$(windows "$work/cert.pem")'\\ntimeout = |" "$work/tls.toml" >"$work/root.toml"
sed -i "s|pem_root_certificate_path = .*|pem_root_certificate_path = '$(windows "$work/cert.pem" | sed 's/\\/\\\\/g')'|" "$work/root.toml"
has "the root that is given is trusted" "exit 0" "$(all -c "$(windows "$work/root.toml")" check)"

echo "$ok ok, $failed failed"
[ $failed -eq 0 ]
