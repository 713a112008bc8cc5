"""Measures the rows of perf/README.md and prints them with their budgets. Exit code 1 when a budget is missed."""
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
import urllib.request

from matrix import COUNTS, at, measure_matrix, measure_others, measure_redactor
from postgres import measure_postgres
from table import Table
from web import measure_web
from world import RELEASE, World, run

GROUPS = ["run", "matrix", "others", "tls", "start", "reads", "postgres", "web"]


def hyperfine(*commands, runs=300, environment=None):
    """Median wall time of each command in milliseconds. The commands take turns, so that a slow moment hits all."""
    medians = [[] for _ in commands]
    for _ in range(3):
        for i, command in enumerate(commands):
            with open(os.devnull) as nothing:
                out = f"/tmp/psono-perf-{os.getpid()}.json"
                subprocess.run(["hyperfine", "--shell=none", "--warmup", "20", "--runs", str(runs // 3), "--export-json", out, command],
                               check=True, stdin=nothing, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
            result = json.load(open(out))["results"][0]
            os.remove(out)
            medians[i].append(result["median"] * 1000)
    return [sorted(times)[1] for times in medians]


def curl_post(url, key_id, secret_id, *options):
    body = json.dumps({"api_key_id": key_id, "secret_id": secret_id}, separators=(",", ":"))
    return f"curl -s -o /dev/null {' '.join(options)} -H Content-Type:application/json -d '{body}' {url}/api-key-access/secret/"


def requests_per_second(*targets):
    """The best of three rounds for each target, a URL and the script and arguments of wrk. They take turns as well."""
    best = [0.0] * len(targets)
    for _ in range(3):
        for i, (url, script, *arguments) in enumerate(targets):
            out = run("wrk", "-t1", "-c32", "-d4s", "-s", os.path.join(os.path.dirname(os.path.abspath(__file__)), script), url,
                      "--", *arguments)
            failed = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
            # The empty answer, the one without arguments, is a 405.
            if failed and arguments:
                raise SystemExit(f"{failed.group(1)} requests of {url} failed")
            best[i] = max(best[i], float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)))
    return best


def measure_run(worlds):
    """All programs take turns, those of --against too."""
    commands = [command for world in worlds for command in (
        f"{world.psonoci_path} -c {world.path('one.toml')} run -- true", curl_post(world.server.url, *world.one))]
    results = hyperfine(*commands)
    for world, one, curl in zip(worlds, results[::2], results[1::2]):
        world.row("run: 1 secret, HTTP, against one curl POST", "≤ 1.0 ×",
                  f"{one / curl:.2f} × ({one:.1f} ms, curl {curl:.1f} ms)", one <= curl)
        timed = subprocess.run(
            ["/usr/bin/time", "-f", "%M", world.psonoci_path, "-c", world.path("one.toml"), "run", "--", "true"],
            check=True, capture_output=True, text=True)
        peak = int(timed.stderr.split()[-1]) / 1024
        size = os.path.getsize(world.psonoci_path) / 1e6
        world.row("psonoci: size, everything linked in", "≤ 18 MB", f"{size:.1f} MB", size <= 18)
        world.row("psonoci: peak resident memory of run", "≤ 16 MB", f"{peak:.1f} MB", peak <= 16)


def measure_tls(world):
    leaf, key, bundle = world.certificates()
    server = world.start("data", "--tls-cert", leaf, "--tls-key", key, scheme="https")
    try:
        config = at(server.url, world.path("one.toml"), "tls")
        ours, curl = hyperfine(
            f"{world.psonoci_path} -c {config} run -- true", curl_post(server.url, *world.one, "--cacert", bundle),
            environment=os.environ | {"SSL_CERT_FILE": bundle})
        world.row("run: 1 secret, TLS, against one curl POST", "≤ 0.5 ×",
                  f"{ours / curl:.2f} × ({ours:.1f} ms, curl {curl:.1f} ms)", ours <= 0.5 * curl)
    finally:
        server.stop()


def measure_start(world):
    times = []
    for i in range(10):
        server = world.start("start")  # The first start makes keys and tables; the median is of the others.
        with urllib.request.urlopen(server.url + "/info/") as answer:
            answer.read()
        times.append((time.perf_counter() - server.started) * 1000)
        if i == 9:
            time.sleep(3)
            idle = server.resident_megabytes()
        server.stop()
    median = sorted(times)[5]
    size = os.path.getsize(world.server_path) / 1e6
    world.row("server: start to first answer", "≤ 80 ms", f"{median:.0f} ms (first start ever: {times[0]:.0f} ms)", median <= 80)
    world.row("server: idle resident memory", "≤ 45 MB", f"{idle:.1f} MB", idle <= 45)
    world.row("server: executable", "≤ 32 MB", f"{size:.1f} MB", size <= 32)


def measure_reads(world):
    """The secrets of one key are read at random, with 1,000 stored and with 1,000,000."""
    world.multiply_secrets(world.path("data"), 1000)
    shutil.copytree(world.path("data"), world.path("few"))
    print("  storing 1,000,000 secrets …", file=sys.stderr)
    world.multiply_secrets(world.path("data"), 1_000_000)
    os.sync()
    servers = [world.start("few"), world.start("data")]
    try:
        ids = world.path("ids.txt")
        open(ids, "w").write("\n".join(world.secret_ids(servers[0], world.hundred)) + "\n")
        few, many, empty = requests_per_second(
            *((server.url + "/api-key-access/secret/", "random-secret.lua", world.hundred, ids) for server in servers),
            (servers[0].url + "/info/", "empty-answer.lua"))
    finally:
        for server in servers:
            server.stop()
    world.row("server: sealed reads against empty JSON answers", "≥ 0.65 ×",
              f"{few / empty:.2f} × ({few:,.0f}/s, empty {empty:,.0f}/s)", few >= 0.65 * empty)
    world.row("server: sealed reads with 1,000,000 secrets against 1,000", "≥ 0.95 ×",
              f"{many / few:.2f} × ({many:,.0f}/s)", many >= 0.95 * few)


def measure_with_account(worlds, wanted):
    try:
        for world in worlds:
            world.server = world.start("data")
            world.register(world.server)
            world.titles = world.create_secrets(world.server, 100)
            _, key_id = world.create_key(world.server, "one", world.titles[:1])
            world.one = key_id, world.secret_ids(world.server, key_id)[0]
            _, world.hundred = world.create_key(world.server, "hundred", world.titles)
        if "run" in wanted:
            measure_run(worlds)
        for world in worlds:
            if "matrix" in wanted:
                titles = world.titles + world.create_secrets(world.server, max(COUNTS), len(world.titles))
                measure_matrix(world, world.server, titles, hyperfine, lambda url: curl_post(url, *world.one))
            if "others" in wanted:
                measure_redactor(world, world.path("one.toml"))
        if "others" in wanted:
            measure_others(worlds[0])
    finally:
        for world in worlds:
            if world.server:
                world.server.stop()


def main():
    arguments = sys.argv[1:]
    table = Table()
    worlds = [World(RELEASE, table.column("here"))]
    if arguments[:1] == ["--against"]:
        if not os.access(os.path.join(arguments[1] if arguments[1:] else "", "psonoci"), os.X_OK):
            raise SystemExit("perf/run.sh: --against needs a directory with psonoci and psono-server/psono-server in it")
        worlds.append(World(arguments[1], table.column(arguments[1])))
        arguments = arguments[2:]
    wanted = arguments or GROUPS
    try:
        if set(wanted) - {"start", "postgres", "web"}:
            measure_with_account(worlds, wanted)
        for group, measure in {"tls": measure_tls, "start": measure_start, "reads": measure_reads, "postgres": measure_postgres,
                              "web": measure_web}.items():
            for world in worlds if group in wanted else []:
                measure(world)
    finally:
        for world in worlds:
            world.remove()

    print(f"\n{platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}\n")
    table.print()
    sys.exit(table.is_missed)


main()
