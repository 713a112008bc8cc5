"""Starts the probe, with and without the wrapper under test."""
import itertools
import os
import signal
import subprocess
import time

from .verdicts import Failed

# Seconds to wait for what does not happen: --patience.
patience = 20


class Wrapper:
    def __init__(self, command, options, work):
        # Checks change the working directory; an argument that names a file of the current one still has to.
        self.command = [os.path.abspath(word) if os.path.exists(word) else word for word in command]
        self.options = options
        self.supervised = options.supervised
        self.work = work
        self.probe = os.path.join(work, "probe")
        self._numbers = itertools.count()

    def file(self, name="report"):
        return os.path.join(self.work, f"{name}.{next(self._numbers)}")

    def line(self, *arguments, wrapped=True):
        """The command line that starts the probe."""
        return [*(self.command if wrapped else []), self.probe, *arguments]

    def start(self, *arguments, wrapped=True, **conditions):
        defaults = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        return subprocess.Popen(self.line(*arguments, wrapped=wrapped), **(defaults | conditions))

    def status(self, *arguments, **conditions):
        """How it ended, as its parent sees it: an exit code, or a signal as a negative number."""
        return end(self.start(*map(str, arguments), **conditions))

    def report(self, *arguments, wrapped=True, **conditions):
        """What the probe saw: a list of values per name."""
        path = self.file()
        process = self.start("report", path, *arguments, wrapped=wrapped, **conditions)
        _, error = communicate(process)
        if process.returncode != 0 or not os.path.exists(path):
            last = (error or b"").decode(errors="replace").strip().splitlines()[-1:]
            raise Failed(f"the command did not run (status {process.returncode}): {last}")
        report = read(path)
        report["started"] = [process.pid]
        os.remove(path)
        return report

    def both(self, *arguments, **conditions):
        return self.report(*arguments, wrapped=False, **conditions), self.report(*arguments, **conditions)

    def is_death(self, status, number):
        """A parent that supervises cannot always die of the same signal; then 128 + n says so."""
        return status == -number or (self.supervised and status == 128 + number)


def read(path):
    report = {}
    with open(path) as lines:
        for line in lines:
            name, separator, value = line.rstrip("\n").partition("=")
            if separator:
                report.setdefault(name, []).append(bytes.fromhex(value))
    return report


def communicate(process):
    try:
        return process.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise Failed(f"still running after {patience:g} seconds, or something of it that holds its output") from None


def end(process):
    """Not until its output ends: a command that outlives its wrapper still has that."""
    try:
        return process.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise Failed(f"still running after {patience:g} seconds") from None


def wait_for(what, condition):
    """Waits until the condition holds, and returns its value."""
    deadline = time.monotonic() + patience
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise Failed(f"{what}: not within {patience:g} seconds")
        time.sleep(0.005)
    return value


def wait_for_file(path, process):
    """Waits for the probe's first report."""
    wait_for("the command did not start", lambda: os.path.exists(path) or process.poll() is not None)
    if not os.path.exists(path):
        raise Failed(f"the command did not run (status {process.returncode})")
    return read(path)


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def end_for_sure(*pids):
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
