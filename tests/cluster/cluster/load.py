"""Requests at a steady pace, whether or not earlier ones were answered: so many people do not wait for each other either."""
import concurrent.futures
import random
import subprocess
import threading
import time

from .protocol import DONE, demand
from .world import content_of

READ, WRITE, RUN = "read", "write", "run"
REFUSALS = (400, 401, 403)


class Load:
    def __init__(self, world, record, pace):
        self._world, self._record = world, record
        self._stop = threading.Event()
        self._pool = concurrent.futures.ThreadPoolExecutor(1500)
        self._threads = [
            threading.Thread(target=self._steadily, args=(work, rate * pace), daemon=True) for work, rate in (
                (self._read, 20), (self._write, 8), (self._create, 2), (self._run, 2), (self._visit_graveyard, 5))]
        self._threads += [
            threading.Thread(target=self._revoke_again_and_again, args=(revoke,), daemon=True)
            for revoke in (self._revoke_grant, self._revoke_right, self._revoke_key, self._revoke_session)]

    def start(self):
        for thread in self._threads:
            thread.start()

    def stop(self):
        """When all that was asked is answered."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self._pool.shutdown()

    def abandon(self):
        """Where nobody waits for the answers any more."""
        self._stop.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _steadily(self, work, rate):
        next_time = time.monotonic()
        while not self._stop.wait(max(0, next_time - time.monotonic())):
            next_time += random.expovariate(rate)
            self._pool.submit(self._guarded, work)

    def _guarded(self, work):
        try:
            work()
        except Exception as error:  # noqa: BLE001 - a bug of this program must not look like success
            self._record.problem(f"{work.__name__}: {error!r}")

    def _read(self):
        world, slot, started = self._world, self._world.any_slot(), time.monotonic()
        least = slot.acknowledged
        answer = world.key.read(world.origin, slot.id) if random.random() < 0.7 else \
            world.session.call(world.origin, "GET", f"/secret/{slot.id}/")
        self._record.add(READ, started, answer.status == 200, answer.status)
        if answer.status == 200:
            complaint = slot.complaint(answer.body["data"], least)
            if complaint:
                self._record.problem(
                    f"stale read: {slot.id} has {complaint}, asked {time.monotonic() - started:.3f} s before")

    def _write(self):
        world, slot, started = self._world, self._world.any_slot(), time.monotonic()
        value = slot.begin()
        if value is None:
            return
        content = content_of(value)
        answer = world.key.write(world.origin, slot.id, content) if random.random() < 0.6 else \
            world.session.call(world.origin, "POST", "/secret/", {
                "secret_id": slot.id, "data": content, "data_nonce": content[-48:]})
        slot.end(value, answer.outcome)
        self._record.add(WRITE, started, answer.outcome == DONE, answer.status)

    def _create(self):
        content, started = content_of(1), time.monotonic()
        answer = self._world.create(content)
        if answer.outcome == DONE:
            self._world.created[answer.body["secret_id"]] = content
        self._record.add(WRITE, started, answer.outcome == DONE, answer.status)

    def _run(self):
        started = time.monotonic()
        run = subprocess.run(self._world.run_command(), env=self._world.environment, capture_output=True, text=True)
        self._record.add(RUN, started, run.returncode == 0, run.returncode)
        if run.returncode != 0:
            self._record.problem(f"psonoci run failed after {time.monotonic() - started:.1f} s: {run.stderr.strip()}")

    def _revoke_again_and_again(self, revoke):
        while not self._stop.wait(random.uniform(0.2, 1)):
            try:
                revoke()
            except RuntimeError:
                # What there was to revoke could not be made, or nobody knows whether it was revoked.
                self._record.count("revocations that failed")
            except Exception as error:  # noqa: BLE001
                self._record.problem(f"{revoke.__name__}: {error!r}")

    def _revoked(self, what, read):
        """From now on no server may answer this read."""
        started = time.monotonic()

        def ask(node):
            answer = read(node)
            if answer.status == 200:
                self._record.problem(
                    f"stale answer: {what} was revoked, {node} answered {time.monotonic() - started:.3f} s later")
            return answer.status in REFUSALS

        refused = list(self._pool.map(ask, self._world.nodes))
        self._record.count("revocations")
        for _ in range(sum(refused)):
            self._record.count("refusals at once")
        self._world.graveyard.append((what, read))

    def _visit_graveyard(self):
        if not self._world.graveyard:
            return
        what, read = random.choice(self._world.graveyard)
        answer = read(random.choice(self._world.nodes))
        if answer.status == 200:
            self._record.problem(f"stale answer: {what}, long revoked")
        if answer.status in REFUSALS:
            self._record.count("refusals later")

    def _granted(self):
        """A key with a secret that it can read, the grant, and how it reads."""
        world, slot = self._world, self._world.any_slot()
        key = world.new_key(restricted=True)
        grant = demand(world.session.call(world.origin, "PUT", "/api-key/secret/", key.grant_body(slot.id)))["api_key_secret_id"]

        def read(node):
            return key.read(node, slot.id, seconds=40)

        self._each_answers(read)
        return key, grant, read

    def _each_answers(self, read):
        """Whatever a server remembers of it, it has now. Those that are away come back with nothing."""
        for node in self._world.nodes:
            if read(node).status in REFUSALS:
                self._record.problem(f"stale answer: {node} refuses what was granted before")

    def _revoke_grant(self):
        _, grant, read = self._granted()
        demand(self._world.session.call(self._world.origin, "DELETE", "/api-key/secret/", {"api_key_secret_id": grant}))
        self._revoked("a grant", read)

    def _revoke_right(self):
        key, _, read = self._granted()
        demand(self._world.session.call(self._world.origin, "POST", "/api-key/", {"api_key_id": key.id, "read": False}))
        self._revoked("a right", read)

    def _revoke_key(self):
        key, _, read = self._granted()
        demand(self._world.session.call(self._world.origin, "DELETE", "/api-key/", {"api_key_id": key.id}))
        self._revoked("an API key", read)

    def _revoke_session(self):
        world, slot = self._world, self._world.any_slot()
        session, answer = world.key.log_in(world.origin)
        demand(answer)

        def read(node):
            return session.call(node, "GET", f"/secret/{slot.id}/", seconds=40)

        self._each_answers(read)
        demand(session.call(world.origin, "POST", "/authentication/logout/", {}))
        self._revoked("a session", read)
