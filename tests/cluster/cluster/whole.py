"""The cluster, and what it looks like when nothing is wrong."""
import glob
import json
import os
import shutil

from .machines import DatabaseMachine, ServerMachine
from .network import DATABASES, SERVERS, get, until
from .processes import Program


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

    def synchronous_standby(self):
        names = [member["name"] for member in self.members() if member["role"] == "sync_standby"]
        return self.databases[names[0]] if names else None

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
        states = [standby["sync_state"] for standby in standbys]
        if sorted(states) != ["async", "sync"] or self.synchronous_standby() is None:
            return f"a synchronous standby: {states}"
        if not all(machine.etcd_is_healthy() for machine in self.databases.values()):
            return "an etcd"
        if any(machine.trusts_no_etcd() for machine in self.databases.values()):
            return "an agent that goes by etcd again"
        if self.with_pools and not all(machine.pool.is_running() for machine in self.servers.values()):
            return "a pool"
        missing = [name for name in SERVERS if not self.is_ready(name)]
        return f"a server of ours: {missing}" if missing else None

    def keep_logs(self, where):
        for path in glob.glob(self.network.path("**/*.log"), recursive=True):
            kept = os.path.join(where, os.path.relpath(path, self.network.directory))
            os.makedirs(os.path.dirname(kept), exist_ok=True)
            shutil.copy(path, kept)
