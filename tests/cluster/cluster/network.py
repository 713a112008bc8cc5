"""Directory and addresses: each machine has a loopback address of its own, and the ports that its programs have everywhere. Their
configuration is packaging/cluster, with these addresses and directories in place of those."""
import os
import pwd
import re
import secrets
import time
import urllib.error
import urllib.request

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


def until(condition, seconds, what):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"{what() if callable(what) else what} is not there after {seconds} seconds")
        time.sleep(0.1)


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
