"""run.sh: arguments, the cluster, the load, one fault after the other, the report."""
import argparse
import os
import random
import secrets
import shutil
import signal
import sys
import tempfile
import time

from . import faults, processes
from .load import READ, WRITE, Load
from .network import Network, until
from .record import Record
from .report import print_report
from .whole import Cluster
from .world import World


def parse():
    parser = argparse.ArgumentParser(
        prog="run.sh", description="Three psono-servers, haproxy, PostgreSQL under patroni and etcd: faults at random, and "
        "whether anything that was acknowledged is lost, anything that was revoked is answered, or any psonoci run fails.",
        epilog="SERVER and PSONOCI name the programs. Exit code: 0 all as expected, 1 not, 2 usage.")
    parser.add_argument("--faults", type=int, metavar="N", default=50, help="how many (default: 50)")
    parser.add_argument("--kind", action="append", choices=list(faults.KINDS), help="only this kind; may be repeated")
    parser.add_argument("--seed", type=int, help="a number that an earlier run printed: the same faults in the same order")
    parser.add_argument("--short", action="store_true", help="few faults, in less than 40 seconds: " + ", ".join(faults.SHORT))
    parser.add_argument("--pool-mode", choices=("transaction", "session"),
                        help="with a pgbouncer before each server of ours, instead of URLs with three PostgreSQL servers")
    parser.add_argument("--pace", type=float, default=1, help="1 (default) is 20 reads and 10 changes a second")
    parser.add_argument("--keep", metavar="DIRECTORY", help="where to leave the logs")
    return parser.parse_args()


def chosen(options):
    if options.short:
        return [kind for kind in faults.SHORT if options.pool_mode or kind != "pool killed"]
    if options.kind:
        return [options.kind[number % len(options.kind)] for number in range(options.faults)]
    return faults.choose(options.faults, random.Random(options.seed), options.pool_mode)


def disturb(cluster, kinds, options, record):
    """Spans: what, from when, until all was well again."""
    generator, spans = random.Random(options.seed), []
    quiet = 1 if options.short else 3
    is_well = cluster.is_serving if options.short else cluster.is_whole
    began = time.monotonic()
    time.sleep(2 * quiet)
    spans.append(("none", began, time.monotonic()))
    for number, kind in enumerate(kinds, 1):
        began = time.monotonic()
        try:
            faults.KINDS[kind][0](cluster, generator)
            ended = time.monotonic()
            until(is_well, 120, cluster.what_is_missing)
        except TimeoutError as error:
            record.problem(f"{kind}: {error}")
            break
        time.sleep(quiet)
        spans.append((kind, began, time.monotonic()))
        gaps = ", ".join(f"{what}s {record.longest_gap(what, *spans[-1][1:]):.1f} s" for what in (READ, WRITE))
        print(f"{number:3} {kind}: gaps: {gaps}; all well {spans[-1][2] - ended - quiet:.1f} s after it ended", flush=True)
    return spans


def main():
    options = parse()
    if options.seed is None:
        options.seed = secrets.randbelow(10 ** 6)
    programs = {name: os.path.abspath(os.environ[name]) for name in ("SERVER", "PSONOCI")}
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    processes.adopt_orphans()
    directory = tempfile.mkdtemp(prefix="cluster.")
    os.chmod(directory, 0o711)
    cluster = load = None
    try:
        print(f"seed {options.seed}", flush=True)
        started = time.monotonic()
        cluster = Cluster(Network(directory), programs["SERVER"], options.pool_mode)
        cluster.start()
        world, record = World(cluster, programs["PSONOCI"], 15 if options.short else 40), Record()
        print(f"all is well after {time.monotonic() - started:.0f} s", flush=True)
        load = Load(world, record, options.pace)
        load.start()
        spans = disturb(cluster, chosen(options), options, record)
        load.stop()
        wrong = print_report(record, spans, world.lost(), world)
        print(f"{time.monotonic() - started:.0f} s, seed {options.seed}")
        return 1 if wrong else 0
    finally:
        if load:
            load.abandon()
        processes.end_all()
        if cluster and options.keep:
            cluster.keep_logs(options.keep)
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
