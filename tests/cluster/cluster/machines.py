"""The machines, each with its programs."""
import glob
import os
import signal
import subprocess

from . import processes
from .network import DATABASES, SERVERS, get
from .processes import Program


PATRONI = os.environ.get("PATRONI", "patroni")


def patroni_version():
    text = subprocess.run([PATRONI, "--version"], check=True, capture_output=True, text=True).stdout
    return tuple(int(part) for part in text.split()[-1].split("."))


class DatabaseMachine:
    """etcd, and patroni with its PostgreSQL."""

    def __init__(self, network, name):
        self.name, self._network = name, network
        self.address = network.address(name)
        self.directory = network.make(name)
        self._write_files(network, name)
        self.etcd = Program("etcd", ["etcd", "--config-file", self._path("etcd.yml")], self._path("etcd.log"), "postgres")
        self.patroni = Program("patroni", [PATRONI, self._path("patroni.yml")], self._path("patroni.log"), "postgres")

    def _path(self, name):
        return os.path.join(self.directory, name)

    def _write_files(self, network, name):
        is_new = patroni_version() >= (4, 0, 7)
        network.write("etcd.yml", self._path("etcd.yml"), name, [
            ("/var/lib/etcd/psono", self._path("etcd")), ("enable-v2", "enable-grpc-gateway" if is_new else "enable-v2")])
        network.write("patroni.yml", self._path("patroni.yml"), name, [
            ("\netcd:\n", "\netcd3:\n" if is_new else "\netcd:\n"),
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

    def trusts_no_etcd(self):
        """Its agent is in failsafe mode: that lasts for the ttl after etcd is back, in which there is no other primary."""
        return b'"failsafe_mode_is_active": true' in get(f"http://{self.address}:8008/patroni")[1]


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
        if self.pool:
            hosts, options = network.server_address(self.name) + ":6432", ""
        else:
            hosts, options = ",".join(network.address(name) + ":5432" for name in DATABASES), "?target_session_attrs=read-write"
        keys = {} if self.name == SERVERS[0] else {"PSONO_KEYS_FILE": network.path(SERVERS[0], "data/keys.json")}
        return Program(
            self.name, [program, "--data-dir", self._path("data"), "--urls", network.urls[self.name]], self._path("psono-server.log"),
            environment=keys | {
                "PSONO_DATABASE": f"postgresql://psono:{network.password['psono']}@{hosts}/psono{options}",
                "PSONO_NUM_PROXIES": "1", "PSONO_ALLOW_REGISTRATION": "true",
                # Limits are not what is tried here.
                "PSONO_THROTTLING": "false"})

    def start(self):
        if self.pool:
            self.pool.start()
        self.server.start()
