"""Programs that are started, killed and frozen, with all they started themselves. Whatever is left ends with this process."""
import ctypes
import os
import pwd
import signal
import subprocess
import threading
import time

PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans():
    """What a killed program leaves becomes ours: PostgreSQL, whose agent must not see it as a process that nobody waited for."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    threading.Thread(target=_bury_orphans, daemon=True).start()


def _bury_orphans():
    while True:
        for pid in children(os.getpid()):
            if pid not in Program.started and _state(pid) == "Z":
                try:
                    os.waitpid(pid, os.WNOHANG)
                except ChildProcessError:
                    pass
        time.sleep(0.2)


def _stat(pid):
    """State and parent of a process."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return fields[0], int(fields[1])
    except (OSError, IndexError):
        return "X", 0


def _state(pid):
    return _stat(pid)[0]


def children(*parents):
    """All descendants of these processes."""
    of = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            of.setdefault(_stat(name)[1], []).append(int(name))
    found, ahead = [], list(parents)
    while ahead:
        ahead = [child for parent in ahead for child in of.get(parent, [])]
        found += ahead
    return found


def send(number, pids):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def freeze(pids):
    """These and all that they started, also what they start meanwhile."""
    pids, frozen = list(pids), set()
    while True:
        left = [pid for pid in [*pids, *children(*pids)] if pid not in frozen]
        if not left:
            return frozen
        send(signal.SIGSTOP, left)
        frozen.update(left)


def end_all():
    """Everything that this process and its children started."""
    while True:
        left = [pid for pid in children(os.getpid()) if _state(pid) not in "ZX"]
        if not left:
            return
        send(signal.SIGKILL, left)
        time.sleep(0.05)


class Program:
    """A program with its log. As another user, if this one is root and the program refuses root."""

    started = set()

    def __init__(self, name, command, log, user=None, environment=None):
        self.name = name
        self._command = [str(part) for part in command]
        self._log = log
        self._environment = os.environ | (environment or {})
        self._options = {}
        if user and os.geteuid() == 0:
            entry = pwd.getpwnam(user)
            self._options = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": os.getgrouplist(user, entry.pw_gid)}
            self._environment["HOME"] = entry.pw_dir
        self.process = None

    def start(self):
        with open(self._log, "ab") as log:
            self.process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self._environment, cwd="/",
                start_new_session=True, **self._options)
        Program.started.add(self.process.pid)
        return self

    @property
    def pid(self):
        return self.process.pid

    def is_running(self):
        return self.process.poll() is None

    def kill(self):
        self.process.kill()
        self.process.wait()
        Program.started.discard(self.pid)

    def stop(self):
        """As systemd does: it may finish what it is at."""
        self.process.terminate()
        self.process.wait()
        Program.started.discard(self.pid)
