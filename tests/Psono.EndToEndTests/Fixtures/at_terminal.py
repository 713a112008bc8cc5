"""An interactive bash at a pseudo terminal, as a person sits at one: type, wait for what is shown, press keys.
Without line editing, which would change the modes of the terminal at every prompt."""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

PROMPT = "PS> "
PATIENCE = 30


class Shell:
    def __init__(self):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "dumb"
            os.execvp("bash", ["bash", "--norc", "--noprofile", "--noediting", "-i"])
        self.seen = ""
        os.write(self.fd, b"stty -echo; PS1='PS''> '\n")
        self.expect(PROMPT)

    def type(self, line):
        os.write(self.fd, line.encode() + b"\n")

    def keys(self, keys):
        os.write(self.fd, keys.encode())

    def expect(self, what):
        """Everything up to and with this text."""
        end = time.time() + PATIENCE
        while what not in self.seen:
            ready, _, _ = select.select([self.fd], [], [], max(0, end - time.time()))
            try:
                piece = os.read(self.fd, 65536) if ready else b""
            except OSError:
                piece = b""
            if not piece:
                sys.exit(f"never shown: {what!r}; but {self.seen!r}")
            self.seen += piece.decode(errors="replace")
        at = self.seen.index(what) + len(what)
        shown, self.seen = self.seen[:at], self.seen[at:]
        return shown

    def run(self, line):
        """Types a command and waits for the prompt; what was shown in between."""
        self.type(line)
        return self.expect(PROMPT)[: -len(PROMPT)].replace("\r\n", "\n").replace("\r", "")

    def resize(self, rows, columns):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def foreground(self):
        """The process group that has the terminal."""
        return os.tcgetpgrp(self.fd)

    def is_cooked(self):
        return bool(termios.tcgetattr(self.fd)[3] & termios.ICANON)


def until(condition, what):
    end = time.time() + PATIENCE
    while not condition():
        if time.time() > end:
            sys.exit("never came: " + what)
        time.sleep(0.02)
