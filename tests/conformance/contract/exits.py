"""How the command ends is how the wrapper ends."""
import os
import signal

from .verdicts import check, require

# They stop, continue or do nothing.
HARMLESS = {signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU, signal.SIGCHLD, signal.SIGCONT, signal.SIGURG, signal.SIGWINCH}


@check("exit codes 0 to 255")
def exit_codes(wrapper):
    wrong = {code: status for code in range(256) if (status := wrapper.status("exit", code)) != code}
    require(not wrong, f"{len(wrong)} wrong, the first: {next(iter(wrong.items()), None)}")
    return "256 of 256"


@check("death by every signal")
def deaths(wrapper):
    numbers = [number for number in range(1, signal.SIGRTMAX + 1) if number not in HARMLESS]
    wrong = {number: status for number in numbers if not wrapper.is_death(status := wrapper.status("die", number), number)}
    require(not wrong, f"{len(wrong)} wrong, the first: signal {next(iter(wrong.items()), None)}")
    return f"{len(numbers)} of {len(numbers)}"


@check("127: not found; 126: not executable")
def not_startable(wrapper):
    plain = wrapper.file("plain")
    with open(plain, "w") as out:
        out.write("not a program\n")
    cases = [("no-such-command-anywhere", 127), ("/no/such/command", 127), (plain + "/below", 126), (wrapper.work, 126), (plain, 126)]
    for command, expected in cases:
        if command.endswith("/below"):
            expected = (126, 127)  # Not a directory: the shells differ.
        saved, wrapper.probe = wrapper.probe, command
        try:
            status = wrapper.status()
        finally:
            wrapper.probe = saved
        require(status in (expected if isinstance(expected, tuple) else (expected,)), f"{status} for {os.path.basename(command)}")
    return f"{len(cases)} cases"
