"""Reads on PostgreSQL: one server against a bare select in its own process, three servers against one, and what waits for locks."""
import glob
import os
import pwd
import re
import shutil
import subprocess
import tempfile
import threading
import time

from world import ROOT, World, run

HERE = os.path.dirname(os.path.abspath(__file__))
CONNECTIONS = 33
BARE = os.path.join(ROOT, "artifacts/bare-select/bare-select")

COUNTS = "select deadlocks, conflicts, xact_rollback from pg_stat_database where datname = 'postgres'"
WAITS = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"


class Postgres:
    """Debian's PostgreSQL with its default settings, on a socket in a temporary directory."""

    def __init__(self):
        versions = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        if not versions:
            raise SystemExit("perf/run.sh: install postgresql")
        self.bin = versions[-1]
        self.directory = tempfile.mkdtemp(prefix="psono-perf-pg.")
        os.chmod(self.directory, 0o755)
        self.data = os.path.join(self.directory, "data")
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            owner = pwd.getpwnam(self.user)
            os.chown(self.directory, owner.pw_uid, owner.pw_gid)
        self._as_user(f"{self.bin}/initdb", "-D", self.data, "-U", "psono", "--auth=trust")
        self._as_user(f"{self.bin}/pg_ctl", "-D", self.data, "-w", "-l", os.path.join(self.directory, "log"),
                      "-o", f"-k {self.directory} -c listen_addresses= -c max_connections=200", "start")
        self.connection = f"Host={self.directory};Username=psono;Database=postgres"

    def query(self, sql):
        done = subprocess.run([f"{self.bin}/psql", "-h", self.directory, "-U", "psono", "-d", "postgres", "-At", "-c", sql],
                              capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(done.stderr)
        return done.stdout.strip()

    def _as_user(self, *command):
        if self.user:
            command = ("runuser", "-u", self.user, "--", *command)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd="/")

    def stop(self):
        self._as_user(f"{self.bin}/pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")
        shutil.rmtree(self.directory, ignore_errors=True)


class LockWaits(threading.Thread):
    """Looks, while the others are measured, how often anybody waits for a lock."""

    def __init__(self, postgres):
        super().__init__(daemon=True)
        self.postgres, self.seen, self.looks, self.over = postgres, 0, 0, threading.Event()
        self.before = postgres.query(COUNTS)

    def run(self):
        while not self.over.wait(0.1):
            self.seen += int(self.postgres.query(WAITS))
            self.looks += 1

    def verdict(self):
        self.over.set()
        self.join()
        time.sleep(1)
        before, after = self.before.split("|"), self.postgres.query(COUNTS).split("|")
        return self.seen, [int(b) - int(a) for a, b in zip(before, after)]


def reads_per_second(*groups):
    """Of each group of targets, each with its own wrk at the same time; the groups take turns, the best of three rounds counts."""
    best = [0.0] * len(groups)
    for _ in range(3):
        for i, targets in enumerate(groups):
            each = [subprocess.Popen(
                ["wrk", "-t1", f"-c{CONNECTIONS // len(targets)}", "-d4s", "-s", os.path.join(HERE, script), url, "--", *arguments],
                stdout=subprocess.PIPE, text=True) for url, script, *arguments in targets]
            outputs = [process.communicate()[0] for process in each]
            if any("Non-2xx" in output for output in outputs):
                raise SystemExit(f"requests failed: {outputs}")
            best[i] = max(best[i], sum(float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1)) for output in outputs))
    return best


def measure_postgres(world: World):
    run("dotnet", "publish", os.path.join(HERE, "BareSelect"), "-c", "Release", "-r", "linux-x64", "-o", os.path.dirname(BARE), "--nologo")
    postgres, servers = Postgres(), []
    try:
        def start(name, program=None):
            keys = ["--keys-file", world.path("pg1", "keys.json")] if servers else []
            servers.append(world.start(name, "--database", postgres.connection, *keys, program=program))
            return servers[-1]

        one = start("pg1")
        world.register(one)
        titles = world.create_secrets(one, 100)
        _, key = world.create_key(one, "hundred", titles)
        ids = world.path("pg-ids.txt")
        open(ids, "w").write("\n".join(world.secret_ids(one, key)) + "\n")
        nodes = [one, start("pg2"), start("pg3")]
        bare = start("bare", BARE)

        def sealed(server):
            return server.url + "/api-key-access/secret/", "random-secret.lua", key, ids

        reads_per_second([sealed(server) for server in servers])
        waits = LockWaits(postgres)
        waits.start()
        same, select, single, three = reads_per_second(
            [sealed(bare)], [(bare.origin, "bare-select.lua", ids)], [sealed(one)] * 3, [sealed(node) for node in nodes])
        seen, (deadlocks, conflicts, rollbacks) = waits.verdict()
        counted = int(postgres.query("select sum(read_count) from secret_reads"))
    finally:
        for server in servers:
            server.stop()
        postgres.stop()
    world.row("server: sealed reads on PostgreSQL against a bare select", "≥ 0.7 ×",
              f"{same / select:.2f} × ({same:,.0f}/s, bare {select:,.0f}/s)", same >= 0.7 * select)
    world.row("server: sealed reads of three servers on one PostgreSQL against one", "≥ 0.9 ×",
              f"{three / single:.2f} × ({three:,.0f}/s, one {single:,.0f}/s)", three >= 0.9 * single)
    world.row("PostgreSQL: seen waiting for locks, deadlocks, conflicts, rollbacks meanwhile", "0",
              f"{seen}, {deadlocks}, {conflicts}, {rollbacks} ({counted:,} reads counted)", seen + deadlocks + conflicts + rollbacks == 0)
