"""What the measurements need: servers on free loopback ports, an account, secrets, API keys, certificates."""
import json
import os
import re
import secrets
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RELEASE = os.path.join(ROOT, "artifacts/release")
SYSTEM_ROOTS = "/etc/ssl/certs/ca-certificates.crt"


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


class Server:
    """A psono-server on a free port. Rate limits are off: they are not what is measured."""

    def __init__(self, program, data, *arguments, scheme="http"):
        self.data = data
        self.log = os.path.join(data + ".log")
        self.started = time.perf_counter()
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [program, "--data-dir", data, "--urls", f"{scheme}://127.0.0.1:0", *arguments],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                env=os.environ | {"PSONO_ALLOW_REGISTRATION": "true", "PSONO_THROTTLING": "false"})
        self.origin = self._wait_for_address(scheme)
        self.url = self.origin + "/server"

    def _wait_for_address(self, scheme):
        while time.perf_counter() - self.started < 60:
            found = re.search(scheme + r"://127\.0\.0\.1:[1-9]\d*", open(self.log).read())
            if found:
                return found.group()
            if self.process.poll() is not None:
                break
            time.sleep(0.001)
        raise SystemExit("psono-server did not start:\n" + open(self.log).read())

    def resident_megabytes(self):
        status = open(f"/proc/{self.process.pid}/status").read()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


class World:
    """A temporary directory with one account on one server, and the programs that are measured in it: psonoci and
    psono-server/psono-server of a directory such as artifacts/release."""

    def __init__(self, programs, row):
        self.psonoci_path = os.path.join(os.path.abspath(programs), "psonoci")
        self.server_path = os.path.join(os.path.abspath(programs), "psono-server", "psono-server")
        self.row = row
        self.server = None
        self.directory = tempfile.mkdtemp(prefix="psono-perf.")
        self.environment = os.environ | {
            "XDG_STATE_HOME": self.path("state"), "PSONO_VAULT_PASSWORD": "Perf-" + secrets.token_hex(12)}

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    def start(self, name="data", *arguments, scheme="http", program=None):
        return Server(program or self.server_path, self.path(name), *arguments, scheme=scheme)

    def psonoci(self, server, *arguments, stdin=None):
        return run(self.psonoci_path, "--server-url", server.url, *arguments, env=self.environment, input=stdin)

    def register(self, server):
        self.psonoci(server, "vault", "register", "perf@example.com")
        self.psonoci(server, "vault", "login", "perf@example.com")

    def create_secrets(self, server, count, first=0):
        titles = [f"secret {i}" for i in range(first, count)]
        for i, title in enumerate(titles, first):
            self.psonoci(server, "vault", "create", "--title", title, "--env-file", "-",
                         stdin=f"V{i}_HOST=prd-db.example.com:5432\nV{i}_USER=production\nV{i}_PASSWORD=Df55sr2UQm7Wshv7\n")
        return titles

    def create_key(self, server, name, titles, *options):
        path = self.path(name + ".toml")
        granted = [argument for title in titles for argument in ("--secret", title)]
        self.psonoci(server, "vault", "api-key", "create", name, *granted, *options, "--save", path)
        text = open(path).read()
        key_id = re.search(r'api_key_id = "(.*?)"', text).group(1)
        return path, key_id

    def secret_ids(self, server, key_id):
        request = urllib.request.Request(
            server.url + "/api-key-access/inspect/", json.dumps({"api_key_id": key_id}).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return [secret["secret_id"] for secret in json.load(answer)["api_key_secrets"]]

    def certificates(self):
        """A private CA, a certificate for 127.0.0.1, and a bundle of the system's roots plus this CA."""
        ca, ca_key, leaf, leaf_key = (self.path(name) for name in ("ca.pem", "ca.key", "leaf.pem", "leaf.key"))
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", ca_key, "-out", ca,
            "-subj", "/CN=psono perf CA", "-days", "2", "-addext", "basicConstraints=critical,CA:TRUE")
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", leaf_key, "-out", leaf,
            "-subj", "/CN=127.0.0.1", "-days", "2", "-CA", ca, "-CAkey", ca_key, "-addext", "subjectAltName=IP:127.0.0.1",
            "-addext", "basicConstraints=critical,CA:FALSE", "-addext", "extendedKeyUsage=serverAuth")
        bundle = self.path("bundle.pem")
        with open(bundle, "w") as out:
            for part in (SYSTEM_ROOTS, ca):
                if os.path.exists(part):
                    out.write(open(part).read() + "\n")
        return leaf, leaf_key, bundle

    def multiply_secrets(self, data, total):
        """Copies one stored secret until there are `total`, in the server's own tables, while it is stopped."""
        database = sqlite3.connect(next(
            os.path.join(data, name) for name in sorted(os.listdir(data)) if name.endswith((".db", ".sqlite", ".sqlite3"))))
        columns = {table: [row[1] for row in database.execute(f"pragma table_info({table})")]
                   for table in ("secrets", "secret_reads", "secret_links")}
        secret = dict(zip(columns["secrets"], database.execute("select * from secrets limit 1").fetchone()))
        link = dict(zip(columns["secret_links"], database.execute(
            "select * from secret_links where secret_id = ?", (secret["id"],)).fetchone()))
        missing = total - database.execute("select count(*) from secrets").fetchone()[0]

        def insert(table, rows):
            marks = ", ".join("?" * len(columns[table]))
            database.executemany(f"insert into {table} values ({marks})", rows)

        def uuid():
            text = secrets.token_hex(16)
            return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-8{text[17:20]}-{text[20:]}".upper() if secret["id"].isupper() else \
                f"{text[:8]}-{text[8:12]}-4{text[13:16]}-8{text[17:20]}-{text[20:]}"

        while missing > 0:
            ids = [uuid() for _ in range(min(missing, 50_000))]
            insert("secrets", ([*(secret | {"id": i, "data_nonce": secrets.token_hex(24)}).values()] for i in ids))
            insert("secret_reads", ((i, 0) for i in ids))
            insert("secret_links", ([*(link | {"id": uuid(), "link_id": uuid(), "secret_id": i}).values()] for i in ids))
            database.commit()
            missing -= len(ids)
        database.execute("pragma wal_checkpoint(truncate)")
        database.close()

    def remove(self):
        shutil.rmtree(self.directory, ignore_errors=True)
