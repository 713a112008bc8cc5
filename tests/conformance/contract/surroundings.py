"""What a process inherits is as if there were no wrapper."""
import os
import resource
import shutil
import signal

from .verdicts import check, require, require_same

# Of /proc/self/status: what differs between any two processes, and FDSize, the size of a table and not its content.
VARYING = ("Pid", "Tgid", "Ngid", "PPid", "Vm", "Rss", "Huge", "NS", "FDSize", "SigQ", "voluntary", "nonvoluntary",
           "Cpus_allowed_list", "Mems_allowed_list")

# A supervisor may have the command end when it is killed itself; an alarm rings at the supervisor, which passes signals on.
OF_A_SUPERVISOR = ("attribute.signal when the parent dies", "attribute.alarm")


def status_lines(report):
    return [line for line in report["status"][0].decode().splitlines() if not line.startswith(VARYING)]


@check("working directory")
def working_directory(wrapper):
    places = [os.path.join(wrapper.work, "plain"), os.fsencode(wrapper.work) + b"/\xff\xc3\x28\nline", "/"]
    for place in places:
        os.makedirs(place, exist_ok=True)
        require_same(*(report["cwd"] for report in wrapper.both(cwd=place)), "directory")
    gone = os.path.join(wrapper.work, "gone")

    def enter_and_remove():
        os.makedirs(gone)
        os.chdir(gone)
        os.rmdir(gone)

    require_same(*(report["cwd"] for report in wrapper.both(preexec_fn=enter_and_remove)), "a directory that is gone")
    return "also one that is not UTF-8, and one that is gone"


@check("umask")
def umask(wrapper):
    for mask in (0o000, 0o022, 0o077, 0o177):
        direct, wrapped = wrapper.both(umask=mask)
        require_same(direct["umask"], wrapped["umask"], "umask")
    return "4 values"


@check("descriptors: none added, given ones kept")
def descriptors(wrapper):
    path = wrapper.file("open")
    with open(path, "w") as out:
        out.write("0123456789")
    kept = {3: os.O_RDONLY, 4: os.O_RDWR | os.O_APPEND, 9: os.O_WRONLY, 63: os.O_RDONLY | os.O_NONBLOCK,
            200: os.O_RDONLY, 1000: os.O_RDONLY}

    def open_them():
        for number, flags in kept.items():
            file = os.open(path, flags)
            os.lseek(file, 7, os.SEEK_SET)
            os.dup2(file, number)
            if file != number:
                os.close(file)

    def close_the_standard_ones():
        for number in (0, 1, 2):
            os.close(number)

    def lines(report):
        # With a supervisor, the standard ones may be its pipes or its terminal.
        return [line.split(b" ")[0] if wrapper.supervised and int(line.split()[0]) < 3 else line for line in report.get("descriptor", [])]

    cases = {"as they are": None, "opened by the caller": open_them}
    if not wrapper.supervised:
        cases["standard ones closed"] = close_the_standard_ones
    with open(wrapper.file("errors"), "wb") as errors:
        conditions = {"close_fds": False, "stderr": errors}
        for name, prepare in cases.items():
            direct, wrapped = wrapper.both(preexec_fn=prepare, **conditions)
            require_same(lines(direct), lines(wrapped), name)
    return f"{len(kept)} kept with flags and offsets; standard ones closed"


@check("standard input from its first byte")
def standard_input(wrapper):
    path = wrapper.file("input")
    with open(path, "wb") as out:
        out.write(bytes(range(256)) * 100)
    with open(path, "rb") as given:
        seen = b"".join(wrapper.report(stdin=given)["stdin"])
    require(seen == bytes(range(256)) * 100, f"{len(seen)} bytes of 25600")
    return "25,600 bytes"


@check("limits")
def limits(wrapper):
    def lower():
        resource.setrlimit(resource.RLIMIT_NOFILE, (300, 4000))
        resource.setrlimit(resource.RLIMIT_STACK, (4 << 20, 64 << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (4096, 8192))
        resource.setrlimit(resource.RLIMIT_NPROC, (500, 600))

    for prepare in (None, lower):
        direct, wrapped = wrapper.both(preexec_fn=prepare)
        require_same(direct["limits"][0].splitlines(), wrapped["limits"][0].splitlines(), "limits")
    return "all of /proc/self/limits, soft and hard"


@check("signal mask and dispositions")
def signals(wrapper):
    catchable = {signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGCHLD, signal.SIGCONT, signal.SIGTSTP,
                 signal.SIGTTOU, signal.SIGUSR1, signal.SIGRTMIN, signal.SIGRTMIN + 1, signal.SIGRTMIN + 2, signal.SIGRTMAX}
    cases = {
        "defaults": (set(), set()),
        "as nohup does": ({signal.SIGHUP}, set()),
        "all ignored": (catchable, set()),
        "all blocked": (set(), signal.valid_signals()),
        "some of each": ({signal.SIGINT, signal.SIGQUIT}, {signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE, signal.SIGRTMIN + 3}),
    }
    for name, (ignored, blocked) in cases.items():
        def prepare():
            for number in ignored:
                signal.signal(number, signal.SIG_IGN)
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)

        direct, wrapped = wrapper.both(preexec_fn=prepare)
        require_same(*([line for line in status_lines(report) if line.startswith("Sig")] for report in (direct, wrapped)), name)
    return f"{len(cases)} settings; SIGPIPE default"


@check("everything else in /proc/self/status, and process attributes")
def attributes(wrapper):
    def unusual():
        os.nice(3)
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        with open("/proc/self/coredump_filter", "w") as out:
            out.write("0x11")
        with open("/proc/self/oom_score_adj", "w") as out:
            out.write("17")
        signal.alarm(1000)

    for prepare in (None, unusual):
        direct, wrapped = wrapper.both(preexec_fn=prepare)
        require_same(status_lines(direct), status_lines(wrapped), "status")
        for name in sorted(direct):
            if name.startswith("attribute.") and not (wrapper.supervised and name in OF_A_SUPERVISOR):
                require_same(direct[name], wrapped[name], name.removeprefix("attribute."))
    shutil.rmtree(os.path.join(wrapper.work, "plain"), ignore_errors=True)
    return f"{len(status_lines(direct))} lines and {sum(name.startswith('attribute.') for name in direct)} attributes"
