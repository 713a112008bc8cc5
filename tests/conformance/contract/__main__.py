"""run-contract.sh: arguments, one check after the other, the table."""
import argparse
import os
import shutil
import signal
import sys

from . import exits, arguments, surroundings, processes, terminal, secrecy  # noqa: F401 - each registers its checks
from .verdicts import CHECKS, Failed, NotAsked, Skipped
from .wrapper import Wrapper
from . import wrapper as waiting


def parse():
    parser = argparse.ArgumentParser(
        prog="run-contract.sh", formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="run-contract.sh [options] [--] WRAPPER [ARGUMENT …]",
        description="Scores a command that starts another command against the contract of psonoci run.",
        epilog="Example:\n  run-contract.sh --credentials PSONO_CI_ \\\n"
               "    --waiting 'psonoci --api-key-id 00000000-0000-4000-8000-000000000000 --api-secret-key-hex {key} "
               "--server-url {url}/server run --' \\\n"
               "    -- psonoci -c psonoci.toml run --")
    parser.add_argument("--supervised", action="store_true",
                        help="the wrapper stays as a parent: another process id is no failure, and 128 + n may stand for a signal")
    parser.add_argument("--credentials", metavar="PREFIX", help="variables whose names start so must not reach the command")
    parser.add_argument("--waiting", metavar="COMMAND", action="append",
                        help="a way to start the wrapper with {key} against {url}, a server that never answers; "
                             "words NAME=value in front set variables; may be repeated")
    parser.add_argument("--needle", metavar="TEXT", help="what stands for {key} (default: 32 random bytes in hex)")
    parser.add_argument("--slow-url", metavar="URL", help="what stands for {url} (default: a silent server of the script's own)")
    parser.add_argument("--patience", metavar="SECONDS", type=float, default=20,
                        help="how long to wait for what does not happen (default: 20)")
    parser.add_argument("--row", metavar="TEXT", action="append", help="only the rows whose title has this text; may be repeated")
    parser.add_argument("wrapper", nargs=argparse.REMAINDER, metavar="WRAPPER")
    given = sys.argv[1:]
    # argparse drops a "--" that the wrapper itself ends with.
    at = given.index("--") if "--" in given else len(given)
    options = parser.parse_args(given[:at])
    return options, [*options.wrapper, *given[at:]] if options.wrapper else given[at + 1:]


def refuse(complaint):
    """A typing error must not look like a wrapper that breaks, or keeps, the contract."""
    print(f"run-contract.sh: {complaint}", file=sys.stderr)
    sys.exit(2)


def check_arguments(options, command):
    if not command:
        refuse("no wrapper is given: run-contract.sh -- env")
    if shutil.which(command[0]) is None:
        refuse(f"there is no wrapper '{command[0]}', or it may not be executed")
    for text in options.row or ():
        if not any(text in title for title, _ in CHECKS):
            refuse(f"--row {text}: no row has this text in its title")


def score(function, wrapper):
    try:
        return "ok", function(wrapper)
    except Failed as failure:
        return "FAILED", str(failure)
    except Skipped as reason:
        return "skipped", str(reason)
    except NotAsked as reason:
        return "-", str(reason)


def start_with_defaults():
    """Under nohup, or started with & by a script, some signals are ignored here. The checks say themselves what they ignore."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, signal.SIGPIPE, signal.SIGXFSZ}:
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


def main():
    start_with_defaults()
    options, command = parse()
    check_arguments(options, command)
    waiting.patience = options.patience
    wrapper = Wrapper(command, options, os.environ.pop("CONTRACT_WORK"))
    print(f"contract of run: {' '.join(command)}{' (supervised)' if options.supervised else ''}")
    counts = dict.fromkeys(("ok", "FAILED", "skipped", "-"), 0)
    for title, function in CHECKS:
        if options.row and not any(text in title for text in options.row):
            continue
        verdict, note = score(function, wrapper)
        counts[verdict] += 1
        print(f"  {title:<60} {verdict:<8} {note}".replace("\n", " "), flush=True)
    print(f"{counts['ok']} ok, {counts['FAILED']} failed, {counts['skipped']} skipped, {counts['-']} not asked")
    return 1 if counts["FAILED"] else 0


sys.exit(main())
