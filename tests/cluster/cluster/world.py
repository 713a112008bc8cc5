"""One account with secrets and API keys, and what was acknowledged of it."""
import collections
import os
import random
import secrets
import subprocess
import threading
import uuid

from .protocol import DONE, UNKNOWN, ApiKey, demand, log_in

USERNAME = "cluster@example.com"


class Slot:
    """A secret that is changed all the time: its value is a number that grows."""

    def __init__(self, secret_id):
        self.id = secret_id
        self.lock = threading.Lock()
        self.tried = self.acknowledged = 0
        # Of these, nobody knows whether they were done; and one that hangs somewhere may be done later.
        self.in_doubt = set()
        self.is_busy = False

    def begin(self):
        """The next value; None while there is a change that was not answered."""
        with self.lock:
            if self.is_busy:
                return None
            self.is_busy = True
            self.tried += 1
            return self.tried

    def end(self, value, outcome):
        with self.lock:
            self.is_busy = False
            if outcome == DONE:
                self.acknowledged = value
            elif outcome == UNKNOWN:
                self.in_doubt.add(value)

    def complaint(self, data, least):
        """What is wrong about this content, of which at least that value was acknowledged before it was asked for."""
        value = value_of(data)
        with self.lock:
            if value > self.tried:
                return f"{value}, which nobody wrote"
            return None if value >= least or value in self.in_doubt else f"{value}, after {least} was acknowledged"


def content_of(value):
    return f"{value:016x}" + secrets.token_hex(100)


def value_of(data):
    return int(data[:16], 16)


class World:
    def __init__(self, cluster, psonoci, slots):
        self.origin, self.nodes = cluster.network.origin, list(cluster.network.urls.values())
        self._psonoci, self.directory = psonoci, cluster.network.path("client")
        os.mkdir(self.directory, 0o700)
        self.password = "Cluster-" + secrets.token_hex(12)
        self.environment = os.environ | {"XDG_STATE_HOME": self.directory, "PSONO_VAULT_PASSWORD": self.password}
        self.settings = os.path.join(self.directory, "psonoci.toml")
        # Ids of secrets whose creation was acknowledged, with their content; a bounded number of revoked things.
        self.created, self.graveyard = {}, collections.deque(maxlen=2000)
        self._set_up(slots)

    def _set_up(self, slots):
        self.psonoci("vault", "register", USERNAME)
        self.psonoci("vault", "login", USERNAME)
        self.psonoci("vault", "create", "--title", "database", "password=Df55sr2UQm7Wshv7")
        self.psonoci("vault", "api-key", "create", "runs", "--secret", "database", "--save", self.settings)
        self.session, self.keys = log_in(self.origin, USERNAME, self.password)
        stores = demand(self.session.call(self.origin, "GET", "/datastore/"))["datastores"]
        self.datastore = next(store["id"] for store in stores if store["type"] == "password")
        self.key = self.new_key(restricted=False)
        self.slots = [Slot(demand(self.create(content_of(0)))["secret_id"]) for _ in range(slots)]
        for slot in self.slots:
            demand(self.session.call(self.origin, "PUT", "/api-key/secret/", self.key.grant_body(slot.id)))

    def psonoci(self, *arguments):
        return subprocess.run([self._psonoci, "--server-url", self.origin + "/server", *arguments],
                              env=self.environment, check=True, capture_output=True, text=True).stdout

    def run_command(self):
        """With the usual --timeout, 60 seconds."""
        return [self._psonoci, "--config-path", self.settings, "run", "--", "sh", "-c", 'test "$password" = Df55sr2UQm7Wshv7']

    def create(self, content):
        return self.session.call(self.origin, "PUT", "/secret/", {
            "data": content, "data_nonce": secrets.token_hex(24), "link_id": str(uuid.uuid4()),
            "parent_datastore_id": self.datastore, "callback_url": "", "callback_user": "", "callback_pass": ""})

    def new_key(self, restricted):
        """An API key; raises if it is not known to exist."""
        key = ApiKey(self.keys, restricted)
        key.id = demand(self.session.call(self.origin, "PUT", "/api-key/", key.body))["api_key_id"]
        return key

    def any_slot(self):
        return random.choice(self.slots)

    def lost(self):
        """What was acknowledged and is not there, at any of the servers."""
        lost = []
        for node in self.nodes:
            for slot in self.slots:
                complaint = slot.complaint(demand(self.key.read(node, slot.id))["data"], slot.acknowledged)
                if complaint:
                    lost.append(f"{slot.id} has {complaint}")
        for number, (secret_id, content) in enumerate(self.created.items()):
            answer = self.session.call(self.nodes[number % len(self.nodes)], "GET", f"/secret/{secret_id}/")
            if answer.status != 200 or answer.body["data"] != content:
                lost.append(f"{secret_id}, which was created, is {answer.status}")
        return lost
