"""What goes wrong. Each function returns when it has been put right again, as systemd or a person would; until all is well takes longer."""
import os
import signal
import subprocess
import time

from . import processes
from .machines import PATRONI
from .network import DATABASES, SERVERS, until

TTL = 20
# What systemd waits before it starts again what ended (RestartSec).
RESTART_SERVER, RESTART_POOL, RESTART_ETCD = 3, 1, 3
FROZEN_SERVER = 6
FROZEN_STANDBY = 10


def kill_server(cluster, random):
    server = cluster.servers[random.choice(SERVERS)].server
    server.kill()
    time.sleep(RESTART_SERVER)
    server.start()


def restart_server(cluster, random):
    """An update, a new certificate."""
    server = cluster.servers[random.choice(SERVERS)].server
    server.stop()
    server.start()


def freeze_server(cluster, random):
    pids = processes.freeze([cluster.servers[random.choice(SERVERS)].server.pid])
    time.sleep(FROZEN_SERVER)
    processes.send(signal.SIGCONT, pids)


def kill_primary(cluster, random):
    """PostgreSQL alone: its agent lives."""
    os.kill(cluster.leader().postmaster(), signal.SIGKILL)
    time.sleep(1)


def kill_pool(cluster, random):
    pool = cluster.servers[random.choice(SERVERS)].pool
    pool.kill()
    time.sleep(RESTART_POOL)
    pool.start()


def kill_etcd(cluster, random):
    etcd = cluster.databases[random.choice(DATABASES)].etcd
    etcd.kill()
    time.sleep(RESTART_ETCD)
    etcd.start()


def kill_all_etcd(cluster, random):
    for machine in cluster.databases.values():
        machine.etcd.kill()
    time.sleep(TTL + 5)
    for machine in cluster.databases.values():
        machine.etcd.start()


def kill_machine(cluster, random):
    """That of the primary. It comes back when another one is primary."""
    machine = cluster.leader()
    machine.kill()
    _wait_for_another(cluster, machine)
    machine.start()


def freeze_machine(cluster, random):
    """That of the primary, until another one is."""
    machine = cluster.leader()
    pids = machine.freeze()
    _wait_for_another(cluster, machine)
    # As a machine goes on: all at once.
    processes.send(signal.SIGCONT, pids)


def freeze_standby(cluster, random):
    """The synchronous one: changes wait for it."""
    pids = cluster.synchronous_standby().freeze()
    time.sleep(FROZEN_STANDBY)
    processes.send(signal.SIGCONT, pids)


def freeze_agent(cluster, random):
    """The one exception: PostgreSQL goes on without its agent, which a watchdog would not allow, and a server that starts meanwhile may
    choose the other one of two primaries."""
    machine = cluster.leader()
    os.kill(machine.patroni.pid, signal.SIGSTOP)
    try:
        _wait_for_another(cluster, machine)
        kill_server(cluster, random)
        time.sleep(5)
    finally:
        os.kill(machine.patroni.pid, signal.SIGCONT)


def switch_over(cluster, random):
    machine = cluster.leader()
    standby = cluster.synchronous_standby()
    subprocess.run(
        [PATRONI + "ctl", "-c", os.path.join(machine.directory, "patroni.yml"), "switchover", "--force", "--leader", machine.name,
         "--candidate", standby.name], check=True, capture_output=True, text=True, env=os.environ | {"LC_ALL": "C.UTF-8"})


def _wait_for_another(cluster, machine):
    def there_is():
        leader = cluster.leader()
        return leader is not None and leader is not machine

    until(there_is, 3 * TTL, "another primary")
    time.sleep(2)


# Name, what it does, how often of 100, and the longest time without any success; None: it is only told.
KINDS = {
    "server killed": (kill_server, 16, 5),
    "server restarted": (restart_server, 8, 5),
    "server frozen": (freeze_server, 14, 5),
    "PostgreSQL killed": (kill_primary, 16, 5),
    "pool killed": (kill_pool, 14, 5),
    "switchover": (switch_over, 10, 5),
    "one etcd killed": (kill_etcd, 10, 5),
    "three etcd killed": (kill_all_etcd, 4, TTL + 5),
    "machine killed": (kill_machine, 8, TTL + 5),
    "machine frozen": (freeze_machine, 4, TTL + 5),
    "standby frozen": (freeze_standby, 4, TTL + 5),
    "agent frozen": (freeze_agent, 0, None),
}
SHORT = ("server killed", "PostgreSQL killed", "one etcd killed", "pool killed")


def choose(count, random, with_pools):
    """Each kind once, then by weight, in any order."""
    kinds = [kind for kind, (_, weight, _) in KINDS.items() if weight and (with_pools or kind != "pool killed")]
    chosen = kinds[:count] + random.choices(kinds, [KINDS[kind][1] for kind in kinds], k=max(0, count - len(kinds)))
    random.shuffle(chosen)
    return chosen
