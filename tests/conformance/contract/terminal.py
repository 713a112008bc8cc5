"""At a terminal: the command is in the foreground job, and the terminal's keys reach it."""
import contextlib
import fcntl
import json
import os
import signal
import struct
import termios

from .verdicts import Failed, check, require, require_same
from .wrapper import end_for_sure, read, wait_for


class Job:
    """A pseudo-terminal whose session leader starts one job, as a shell does, and tells what becomes of it."""

    def __init__(self, line, foreground=True):
        self.master, terminal = os.openpty()
        os.set_blocking(self.master, False)
        settings = termios.tcgetattr(self.master)
        settings[3] |= termios.TOSTOP
        termios.tcsetattr(self.master, termios.TCSANOW, settings)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 41, 97, 0, 0))
        events, self._events_end = os.pipe()
        resume, self._resume = os.pipe()
        self.leader = os.fork()
        if self.leader == 0:
            try:
                lead(line, terminal, self._events_end, resume, foreground)
            finally:
                os._exit(1)
        for descriptor in (terminal, self._events_end, resume):
            os.close(descriptor)
        os.set_blocking(events, False)
        self._events = events
        self._text = b""
        self.output = b""
        self.pid = self.event("started")

    def event(self, kind):
        """Waits for the leader's next line: what happened to the job, and the number that goes with it."""
        wait_for(f"the job is not {kind}", self.has_event)
        line, _, self._text = self._text.partition(b"\n")
        happened, value = json.loads(line)
        if happened != kind:
            raise Failed(f"{happened} ({value}) instead of {kind}: {self.output[-60:].decode(errors='replace').strip()!r}")
        return value

    def has_event(self):
        self.drain()
        with contextlib.suppress(BlockingIOError):
            self._text += os.read(self._events, 4096)
        return b"\n" in self._text

    def drain(self):
        with contextlib.suppress(BlockingIOError, OSError):
            self.output += os.read(self.master, 65536)

    def press(self, keys):
        os.write(self.master, keys)

    def resume(self):
        """As fg does. Returns when the job is in the foreground again: a key that is pressed earlier is not for it."""
        os.write(self._resume, b".")
        self.event("resumed")

    def close(self, *pids):
        end_for_sure(self.leader, self.pid, *pids)
        os.waitpid(self.leader, 0)
        for descriptor in (self.master, self._events, self._resume):
            os.close(descriptor)


def lead(line, terminal, events, resume, foreground):
    def tell(kind, value):
        os.write(events, json.dumps([kind, value]).encode() + b"\n")

    def to_front(group):
        os.tcsetpgrp(terminal, group)

    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    job = os.fork()
    if job == 0:
        os.setpgid(0, 0)
        if foreground:
            to_front(os.getpid())
        for number in (signal.SIGTTOU, signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        for descriptor in (0, 1, 2):
            os.dup2(terminal, descriptor)
        os.closerange(3, 256)
        os.execvp(line[0], line)
    tell("started", job)
    while True:
        _, status = os.waitpid(job, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            tell("ended", os.waitstatus_to_exitcode(status))
            os._exit(0)
        to_front(os.getpgrp())
        tell("stopped", os.WSTOPSIG(status))
        os.read(resume, 1)
        to_front(job)
        os.killpg(job, signal.SIGCONT)
        tell("resumed", job)


@contextlib.contextmanager
def job(wrapper, *arguments, wrapped=True, foreground=True):
    running = Job(wrapper.line(*arguments, wrapped=wrapped), foreground)
    try:
        yield running
    finally:
        running.close()


def ready(running, path):
    def is_there():
        running.drain()
        return os.path.exists(path) or running.has_event()

    wait_for("the command did not start at a terminal", is_there)
    return read(path) if os.path.exists(path) else running.event("running")


@check("terminal: controlling, in the foreground, settings and size")
def terminal(wrapper):
    seen = []
    for wrapped in (False, True):
        path = wrapper.file()
        with job(wrapper, "tty", path, wrapped=wrapped) as running:
            before = termios.tcgetattr(running.master)
            seen.append({name: value for name, value in ready(running, path).items() if name.startswith("tty")})
            running.press(b"hello\n")
            require(running.event("ended") == 0, "the command could not read a line")
            require(read(path).get("line") == [b"hello\n"], f"read {read(path).get('line')}")
            require_same(before, termios.tcgetattr(running.master), "settings after the end")
    require_same(sorted(seen[0].items()), sorted(seen[1].items()), "at the terminal")
    return f"{len(seen[0])} facts; reads a line"


@check("job control: ^C, ^\\, ^Z and fg, resize")
def job_control(wrapper):
    for key, number in ((b"\x03", signal.SIGINT), (b"\x1c", signal.SIGQUIT)):
        path = wrapper.file()
        with job(wrapper, "wait", path) as running:
            ready(running, path)
            running.press(key)
            status = running.event("ended")
            require(wrapper.is_death(status, number), f"{number.name} from the keyboard: status {status}")

    path = wrapper.file()
    with job(wrapper, "tty", path) as running:
        ready(running, path)
        for _ in range(2):
            running.press(b"\x1a")
            stopped = running.event("stopped")
            require(stopped in (signal.SIGTSTP, *([signal.SIGSTOP] if wrapper.supervised else [])), f"^Z: stopped by {stopped}")
            running.resume()
        running.press(b"after fg\n")
        status = running.event("ended")
        require(status in (0, 96), f"after fg: status {status}")

    path = wrapper.file()
    with job(wrapper, "catch", path) as running:
        ready(running, path)
        fcntl.ioctl(running.master, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 60, 0, 0))
        wait_for("no SIGWINCH after a resize", lambda: f"{int(signal.SIGWINCH)}\n" in open(path).readlines())
    return "twice, and the job goes on"


@check("in the background nothing of it touches the terminal")
def background(wrapper):
    with job(wrapper, "exit", "7", foreground=False) as running:
        status = running.event("ended")
        require(status == 7, f"status {status}")
    return "not stopped, with tostop"
