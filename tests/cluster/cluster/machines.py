"""The machines: each has a loopback address of its own and the ports that these programs have everywhere. Their configuration is
packaging/cluster, with these addresses and directories in place of those."""
import glob
import json
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request

from . import processes
from .processes import Program

RECOMMENDED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../packaging/cluster")
DATABASES = ("db1", "db2", "db3")
SERVERS = ("psono1", "psono2", "psono3")


def get(url, seconds=1):
    """Status and body; 0 if nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=seconds) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except OSError:
        return 0, b""


class Network:
    """Directory and addresses: 10.0.0.x of the recommended files is 127.N.0.x here, so two runs do not meet."""

    def __init__(self, directory):
        self.directory = directory
        self.prefix = f"127.{os.getpid() % 200 + 20}.{os.getpid() // 200 % 250}."
        self.password = {name: secrets.token_hex(12) for name in ("postgres", "replicator", "psono")}
        self.origin = f"http://{self.prefix}5:8080"
        self.urls = {name: f"http://{self.server_address(name)}:10100" for name in SERVERS}

    def server_address(self, server):
        return f"{self.prefix}{20 + int(server[-1])}"

    def address(self, database):
        return f"{self.prefix}{10 + int(database[-1])}"

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    def own(self, path):
        """PostgreSQL and pgbouncer refuse root."""
        if os.geteuid() == 0:
            entry = pwd.getpwnam("postgres")
            os.chown(path, entry.pw_uid, entry.pw_gid)
        return path

    def make(self, *parts):
        path = self.path(*parts)
        os.mkdir(path, 0o700)
        return self.own(path)

    def write(self, recommended, path, machine="", changes=()):
        """A recommended file as this machine has it."""
        with open(os.path.join(RECOMMENDED, recommended)) as file:
            text = file.read()
        if machine:
            text = re.sub(r"(?m)^(name: )db1$", r"\g<1>" + machine, text)
            # Lists of all machines stay what they are.
            text = "".join(
                line if "10.0.0.13" in line else line.replace("10.0.0.11", "10.0.0.1" + machine[-1])
                for line in text.splitlines(keepends=True))
        for old, new in changes:
            assert old in text, f"{recommended} has no {old}"
            text = text.replace(old, new)
        with open(path, "w") as file:
            # On loopback, all come from 127.0.0.1.
            file.write(text.replace("10.0.0.0/24", "127.0.0.0/8").replace("10.0.0.", self.prefix))
        os.chmod(path, 0o600)
        return self.own(path)


class DatabaseMachine:
    """etcd, and patroni with its PostgreSQL."""

    def __init__(self, network, name):
        self.name, self._network = name, network
        self.address = network.address(name)
        self.directory = network.make(name)
        self._write_files(network, name)
        self.etcd = Program("etcd", ["etcd", "--config-file", self._path("etcd.yml")], self._path("etcd.log"), "postgres")
        self.patroni = Program("patroni", ["patroni", self._path("patroni.yml")], self._path("patroni.log"), "postgres")

    def _path(self, name):
        return os.path.join(self.directory, name)

    def _write_files(self, network, name):
        network.write("etcd.yml", self._path("etcd.yml"), name, [("/var/lib/etcd/psono", self._path("etcd"))])
        network.write("patroni.yml", self._path("patroni.yml"), name, [
            ("/usr/lib/postgresql/15/bin", max(glob.glob("/usr/lib/postgresql/*/bin"))),
            ("/var/lib/postgresql/15/psono", self._path("data")),
            ("/var/lib/postgresql/pgpass", self._path("pgpass")),
            ("/var/run/postgresql", self.directory),
            ("password-of-postgres", network.password["postgres"]),
            ("password-of-replicator", network.password["replicator"]),
            # There is none here: what that means is in the README.
            ("mode: required", "mode: \"off\""),
        ])

    def start(self):
        self.etcd.start()
        self.patroni.start()

    def postmaster(self):
        """The process id of PostgreSQL."""
        try:
            with open(self._path("data/postmaster.pid")) as file:
                return int(file.readline())
        except (OSError, ValueError):
            return None

    def freeze(self):
        """What has to be continued later."""
        postmaster = self.postmaster()
        return processes.freeze([self.patroni.pid, self.etcd.pid, *([postmaster] if postmaster else [])])

    def kill(self):
        """As if its power went: nothing gets to say goodbye."""
        processes.send(signal.SIGKILL, self.freeze())
        self.patroni.kill()
        self.etcd.kill()

    def psql(self, database, *statements):
        environment = os.environ | {"PGPASSWORD": self._network.password["postgres"]}
        commands = [argument for statement in statements for argument in ("-c", statement)]
        return subprocess.run(
            ["psql", "-XAtq", "-h", self.address, "-U", "postgres", "-v", "ON_ERROR_STOP=1", *commands, database],
            env=environment, check=True, capture_output=True, text=True).stdout

    def etcd_is_healthy(self):
        return get(f"http://{self.address}:2379/health")[1].replace(b" ", b"") == b'{"health":"true"}'


class ServerMachine:
    """psono-server, and maybe a pgbouncer."""

    def __init__(self, network, name, program, pool_mode):
        self.name, self.directory = name, network.make(name)
        self.pool = self._pool(network, pool_mode) if pool_mode else None
        self.server = self._server(network, program)

    def _path(self, name):
        return os.path.join(self.directory, name)

    def _pool(self, network, pool_mode):
        config = network.write("pgbouncer.ini", self._path("pgbouncer.ini"), changes=[
            ("/etc/pgbouncer/userlist.txt", self._path("userlist.txt")),
            ("listen_addr = 127.0.0.1", "listen_addr = " + network.server_address(self.name)),
            ("pool_mode = transaction", "pool_mode = " + pool_mode),
        ])
        with open(self._path("userlist.txt"), "w") as file:
            file.write(f'"psono" "{network.password["psono"]}"\n')
        network.own(self._path("userlist.txt"))
        return Program("pgbouncer", ["pgbouncer", config], self._path("pgbouncer.log"), "postgres")

    def _server(self, network, program):
        password = network.password["psono"]
        if self.pool:
            database = f"postgresql://psono:{password}@{network.server_address(self.name)}:6432/psono"
            database = os.environ.get("POOLED_DATABASE", "{database}").format(
                database=database, password=password, host=network.server_address(self.name))
        else:
            hosts = ",".join(f"{network.address(database)}:5432" for database in DATABASES)
            database = os.environ.get(
                "DATABASE_FORM", "postgresql://psono:{password}@{hosts}/psono?target_session_attrs=read-write").format(
                password=password, hosts=hosts)
        keys = {} if self.name == SERVERS[0] else {"PSONO_KEYS_FILE": network.path(SERVERS[0], "data/keys.json")}
        return Program(
            self.name, [program, "--data-dir", self._path("data"), "--urls", network.urls[self.name]], self._path("psono-server.log"),
            environment=keys | {
                "PSONO_DATABASE": database, "PSONO_NUM_PROXIES": "1", "PSONO_ALLOW_REGISTRATION": "true",
                # Limits are not what is tried here.
                "PSONO_THROTTLING": "false"})

    def start(self):
        if self.pool:
            self.pool.start()
        self.server.start()


class Cluster:
    """Everything, with what it has to look like when nothing is wrong."""

    def __init__(self, network, program, pool_mode):
        self.network, self.with_pools = network, bool(pool_mode)
        self.databases = {name: DatabaseMachine(network, name) for name in DATABASES}
        self.servers = {name: ServerMachine(network, name, program, pool_mode) for name in SERVERS}
        config = network.write("haproxy.cfg", network.path("haproxy.cfg"), changes=[
            ("443 ssl crt /etc/haproxy/psono.pem alpn h2,http/1.1", "8080"), ("log /dev/log local0", "log stdout format raw local0")])
        self.balancer = Program("haproxy", ["haproxy", "-db", "-f", config], network.path("haproxy.log"), "postgres")

    def start(self):
        for machine in self.databases.values():
            machine.start()
        self.balancer.start()
        until(self.leader, 60, "a primary")
        self.leader().psql("postgres", f"create role psono login password '{self.network.password['psono']}'",
                           "create database psono owner psono")
        first, *others = self.servers.values()
        first.start()
        until(lambda: self.is_ready(first.name), 30, "a psono-server")
        for machine in others:
            machine.start()
        until(self.is_whole, 60, self.what_is_missing)

    def members(self):
        """What patroni says of its machines, from whichever agent answers."""
        for machine in self.databases.values():
            status, body = get(f"http://{machine.address}:8008/cluster")
            if status == 200:
                return json.loads(body)["members"]
        return []

    def leader(self):
        """The machine with the primary, as the agents say."""
        names = [member["name"] for member in self.members() if member["role"] == "leader" and member["state"] == "running"]
        machine = self.databases[names[0]] if len(names) == 1 else None
        return machine if machine and get(f"http://{machine.address}:8008/primary")[0] == 200 else None

    def is_ready(self, server):
        return get(self.network.urls[server] + "/server/healthcheck/ready", 3)[0] == 200

    def is_whole(self):
        return self.what_is_missing() is None

    def is_serving(self):
        """Maybe not all standbys are back."""
        return self.leader() is not None and all(self.is_ready(name) for name in SERVERS)

    def what_is_missing(self):
        members = self.members()
        leader = self.leader()
        if leader is None:
            return "a primary"
        if len(members) != len(DATABASES) or any(member["state"] not in ("running", "streaming") for member in members):
            return f"a PostgreSQL: {[(member['name'], member['state']) for member in members]}"
        standbys = json.loads(get(f"http://{leader.address}:8008/patroni")[1] or b"{}").get("replication", [])
        if [standby["sync_state"] for standby in standbys].count("sync") != 1 or len(standbys) != len(DATABASES) - 1:
            return f"a synchronous standby: {[(standby['application_name'], standby['sync_state']) for standby in standbys]}"
        if not all(machine.etcd_is_healthy() for machine in self.databases.values()):
            return "an etcd"
        if self.with_pools and not all(machine.pool.is_running() for machine in self.servers.values()):
            return "a pool"
        missing = [name for name in SERVERS if not self.is_ready(name)]
        return f"a server of ours: {missing}" if missing else None

    def keep_logs(self, where):
        for path in glob.glob(self.network.path("**/*.log"), recursive=True):
            kept = os.path.join(where, os.path.relpath(path, self.network.directory))
            os.makedirs(os.path.dirname(kept), exist_ok=True)
            shutil.copy(path, kept)


def until(condition, seconds, what):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"{what() if callable(what) else what} is not there after {seconds} seconds")
        time.sleep(0.1)
