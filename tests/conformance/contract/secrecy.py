"""While the wrapper waits for its server, the key is nowhere that others can look."""
import contextlib
import os
import resource
import secrets
import shlex
import signal
import socket
import subprocess
import threading

from .verdicts import Failed, NotAsked, Skipped, check, require
from .wrapper import end, end_for_sure, wait_for, wait_for_file


class SilentServer:
    """Takes connections and requests, and never answers."""

    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.asked = threading.Event()
        self._connections = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._connections.append(connection)
                if connection.recv(1):
                    self.asked.set()

    def close(self):
        for open_socket in (self._listener, *self._connections):
            open_socket.close()


@contextlib.contextmanager
def waiting(wrapper, template, before=(), **conditions):
    """The wrapper with a key of its own, in the middle of its request. {key} and {url} stand for the key and the server in NAME=value
    words and arguments."""
    server = SilentServer()
    key = wrapper.options.needle or secrets.token_hex(32)
    words = [word.replace("{key}", key).replace("{url}", wrapper.options.slow_url or server.url) for word in shlex.split(template)]
    variables = {}
    while words and "=" in words[0] and words[0].partition("=")[0].isidentifier():
        name, _, value = words.pop(0).partition("=")
        variables[name] = value
    process = subprocess.Popen([*before, *words, wrapper.probe, "exit", "0"], env=os.environ | variables, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **conditions)
    try:
        wait_for("no request came", lambda: server.asked.is_set() or process.poll() is not None or wrapper.options.slow_url)
        if process.poll() is not None:
            raise Failed(f"did not wait (status {process.returncode}): {process.stderr.read().decode(errors='replace').strip()[-70:]}")
        yield process, forms(key)
    finally:
        end_for_sure(process.pid)
        process.communicate()
        server.close()


def forms(key):
    """The key as it may be written."""
    found = [key.encode(), key.upper().encode()]
    with contextlib.suppress(ValueError):
        found.append(bytes.fromhex(key))
    return found


def templates(wrapper):
    if not wrapper.options.waiting:
        raise NotAsked("without --waiting")
    return wrapper.options.waiting


@check("arguments and environment while it waits")
def process_list(wrapper):
    for template in templates(wrapper):
        with waiting(wrapper, template) as (process, needles):
            for place in ("cmdline", "environ", "comm", "stat"):
                with contextlib.suppress(PermissionError), open(f"/proc/{process.pid}/{place}", "rb") as file:
                    text = file.read()
                    require(not any(needle in text for needle in needles), f"the key is in /proc/PID/{place}: {template}")
            listed = subprocess.run(["ps", "eww", "-o", "args=", "-p", str(process.pid)], capture_output=True).stdout
            require(not any(needle in listed for needle in needles), f"the key is in ps: {template}")
    return f"{len(wrapper.options.waiting)} ways to give it the key"


@check("core dump while it waits")
def core_dump(wrapper):
    given = templates(wrapper)
    find_in_own_dump(wrapper)
    written = 0
    for template in given:
        for number in (signal.SIGQUIT, signal.SIGABRT, signal.SIGSEGV):
            directory = wrapper.file("core")
            os.mkdir(directory)
            with waiting(wrapper, template, cwd=directory, preexec_fn=allow_dumps) as (process, needles):
                wait_for(
                    f"{number.name} did not end it",
                    lambda process=process, number=number: process.send_signal(number) or process.poll() is not None)
                dumps = contents(directory)
                written += len(dumps)
                require(not any(needle in dump for dump in dumps for needle in needles), f"{number.name}: the dump has the key: {template}")
    return "none is written" if written == 0 else f"{written} written, without the key"


def find_in_own_dump(wrapper):
    """Nothing found proves nothing where nothing could be found."""
    directory, needle = wrapper.file("core"), secrets.token_hex(32)
    os.mkdir(directory)
    process = wrapper.start("hold", needle, wrapped=False, cwd=directory, preexec_fn=allow_dumps)
    wait_for("the probe did not start", lambda: needle in open(f"/proc/{process.pid}/cmdline").read())
    process.send_signal(signal.SIGQUIT)
    end(process)
    if not any(needle.encode() in dump for dump in contents(directory)):
        with open("/proc/sys/kernel/core_pattern") as pattern:
            raise Skipped(f"this machine keeps dumps elsewhere: {pattern.read().strip()}")


def allow_dumps():
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def contents(directory):
    dumps = []
    for name in os.listdir(directory):
        with open(os.path.join(directory, name), "rb") as file:
            dumps.append(file.read())
    return dumps


@check("memory while it waits, for others of the same user")
def memory(wrapper):
    given = templates(wrapper)
    # Root is like any user without its capabilities.
    plain = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []

    def can_open(pid, place):
        return subprocess.run([*plain, "sh", "-c", f": </proc/{pid}/{place}"], capture_output=True).returncode == 0

    path = wrapper.file()
    control = subprocess.Popen([*plain, wrapper.probe, "wait", path], stderr=subprocess.DEVNULL)
    try:
        wait_for_file(path, control)
        if not can_open(control.pid, "mem"):
            raise Skipped("no process here may look at another of its user")
    finally:
        end_for_sure(control.pid)
        control.wait()
    with waiting(wrapper, given[0], before=plain) as (process, _):
        for place in ("mem", "environ", "fd/0"):
            require(not can_open(process.pid, place), f"/proc/PID/{place} can be opened")
    return "mem, environ, fd"
