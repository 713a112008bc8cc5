"""Which process the command is, and which signals reach it."""
import os
import shutil
import signal
import subprocess

from .verdicts import Failed, NotAsked, Skipped, check, require, require_same
from .wrapper import communicate, end, end_for_sure, is_running, read, wait_for, wait_for_file

CAUGHT = [signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGCONT,
          signal.SIGWINCH, signal.SIGTERM]


@check("the same process")
def same_process(wrapper):
    if wrapper.supervised:
        raise NotAsked("a supervising parent")
    report = wrapper.report()
    require_same([b"%d" % pid for pid in report["started"]], report["pid"], "process id")
    require_same([b"%d" % os.getpid()], report["ppid"], "parent")
    require_same(*(both["group"] + both["session"] for both in wrapper.both(process_group=None)), "process group and session")
    return "process id, parent, group, session"


@check("process 1 of a PID namespace")
def first_process(wrapper):
    enter = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child", "--"]
    if os.geteuid() != 0:
        enter[1:1] = ["--user", "--map-root-user"]
    if not shutil.which("unshare") or subprocess.run([*enter, "true"], capture_output=True).returncode != 0:
        raise Skipped("unshare --pid is not permitted here")
    silent = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    path = wrapper.file()
    process = subprocess.Popen([*enter, *wrapper.line("report", path)], **silent)
    require(end(process) == 0, f"status {process.returncode}")
    if not wrapper.supervised:
        require_same([b"1"], read(path)["pid"], "process id")
    for code in (0, 37, 255):
        status = end(subprocess.Popen([*enter, *wrapper.line("exit", str(code))], **silent))
        require(status == code, f"exit code {status} instead of {code}")
    return "exit codes" if wrapper.supervised else "is process 1; exit codes"


@check("TERM to the wrapper ends the command")
def termination(wrapper):
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        path = wrapper.file()
        process = wrapper.start("wait", path)
        pid = int(wait_for_file(path, process)["pid"][0])
        try:
            process.send_signal(number)
            status = end(process)
            require(wrapper.is_death(status, number), f"{number.name}: status {status}")
            wait_for(f"{number.name}: the command is still there", lambda: not is_running(pid))
        finally:
            end_for_sure(pid)
    return "and HUP, INT, QUIT"


@check("every signal to the wrapper reaches the command, once")
def forwarding(wrapper):
    path = wrapper.file()
    process = wrapper.start("catch", path)
    pid = int(wait_for_file(path, process)["pid"][0])

    def seen():
        with open(path) as lines:
            return [int(line) for line in lines if "=" not in line]

    try:
        for count, number in enumerate(CAUGHT, 1):
            process.send_signal(number)
            wait_for(f"{number.name} did not arrive", lambda count=count: len(seen()) >= count or process.poll() is not None)
            require_same([int(n) for n in CAUGHT[:count]], seen(), f"after {number.name}")
        status = end(process)
        require(status == 42, f"exit code {status} instead of the command's 42 after TERM")
    finally:
        end_for_sure(pid)
    return ", ".join(number.name.removeprefix("SIG") for number in CAUGHT)


@check("a signal that waits for the command is kept")
def pending(wrapper):
    if wrapper.supervised:
        raise NotAsked("a supervising parent")

    def block_and_raise():
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGUSR1})
        os.kill(os.getpid(), signal.SIGTERM)
        signal.pthread_kill(__import__("threading").get_ident(), signal.SIGUSR1)

    def waiting(report):
        return [line for line in report["status"][0].splitlines() if line.startswith((b"SigPnd", b"ShdPnd"))]

    require_same(*(waiting(report) for report in wrapper.both(preexec_fn=block_and_raise)), "pending signals")
    return "of the thread and of the process"


@check("SIGPIPE: yes | head -n 1")
def broken_pipe(wrapper):
    writer = subprocess.Popen([*wrapper.command, "yes"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        reader = subprocess.run(["head", "-n", "1"], stdin=writer.stdout, capture_output=True, timeout=wrapper.options.patience)
        require(reader.stdout == b"y\n", f"head saw {reader.stdout!r}")
        writer.stdout.close()
        writer.stdout = None
        _, error = communicate(writer)
    except subprocess.TimeoutExpired:
        raise Failed("no output") from None
    finally:
        end_for_sure(writer.pid)
    require(wrapper.is_death(writer.returncode, signal.SIGPIPE), f"status {writer.returncode}, {error[:60]!r}")
    return "dies of it, and says nothing"
