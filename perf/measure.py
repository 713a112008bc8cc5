"""Measures the rows of perf/README.md and prints them with their budgets. Exit code 1 when a budget is missed."""
import json
import os
import platform
import re
import subprocess
import sys
import time
import urllib.request

from matrix import COUNTS, measure_matrix, measure_others, measure_redactor
from web import measure_web
from world import PSONOCI, SERVER, World, run

table = []


def row(name, budget, result, ok):
    """A row without a budget is there to be looked at."""
    table.append((name, budget or "", result, ("met" if ok else "MISSED") if budget else ""))
    print(f"  {name}: {result}{f' (budget {budget})' if budget else ''}{'' if ok else ' <- missed'}", file=sys.stderr)


def hyperfine(*commands, runs=300, environment=None):
    """Median wall time and mean user time of each command in milliseconds. The commands take turns, so that a slow moment hits all."""
    medians, users = [[] for _ in commands], [[] for _ in commands]
    for _ in range(3):
        for i, command in enumerate(commands):
            with open(os.devnull) as nothing:
                out = f"/tmp/psono-perf-{os.getpid()}.json"
                subprocess.run(["hyperfine", "--shell=none", "--warmup", "20", "--runs", str(runs // 3), "--export-json", out, command],
                               check=True, stdin=nothing, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
            result = json.load(open(out))["results"][0]
            os.remove(out)
            medians[i].append(result["median"] * 1000)
            users[i].append(result["user"] * 1000)
    return [(sorted(m)[1], sorted(u)[1]) for m, u in zip(medians, users)]


def curl_post(url, key_id, secret_id, *options):
    body = json.dumps({"api_key_id": key_id, "secret_id": secret_id}, separators=(",", ":"))
    return f"curl -s -o /dev/null {' '.join(options)} -H Content-Type:application/json -d '{body}' {url}/api-key-access/secret/"


def requests_per_second(url, *script, method=None):
    best = 0
    for _ in range(3):
        out = run("wrk", "-t1", "-c32", "-d4s", *script[:2], url, *(["--", *script[2:]] if len(script) > 2 else []))
        failed = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
        if failed and method is None:
            raise SystemExit(f"{failed.group(1)} requests of {url} failed")
        best = max(best, float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)))
    return best


def measure_run(world, server, titles):
    config, key_id = world.create_key(server, "one", titles[:1])
    many, _ = world.create_key(server, "hundred", titles)
    secret_id = world.secret_ids(server, key_id)[0]
    one, hundred, curl = hyperfine(
        f"{PSONOCI} -c {config} run -- true", f"{PSONOCI} -c {many} run -- true", curl_post(server.url, key_id, secret_id))
    row("run: 1 secret, HTTP, against one curl POST", "≤ 1.2 ×",
        f"{one[0] / curl[0]:.2f} × ({one[0]:.1f} ms, curl {curl[0]:.1f} ms)", one[0] <= 1.2 * curl[0])
    row("run: 1 secret, HTTP, wall time", "≤ 12 ms", f"{one[0]:.1f} ms", one[0] <= 12)
    row("run: 100 secrets against 1", "≤ 2 ×", f"{hundred[0] / one[0]:.2f} × ({hundred[0]:.1f} ms)", hundred[0] <= 2 * one[0])

    timed = subprocess.run(
        ["/usr/bin/time", "-f", "%M", PSONOCI, "-c", config, "run", "--", "true"], check=True, capture_output=True, text=True)
    peak = int(timed.stderr.split()[-1]) / 1024
    size = os.path.getsize(PSONOCI) / 1e6
    row("psonoci: size, everything linked in", "≤ 18 MB", f"{size:.1f} MB", size <= 18)
    row("psonoci: peak resident memory of run", "≤ 16 MB", f"{peak:.1f} MB", peak <= 16)


def measure_tls(world):
    leaf, key, bundle = world.certificates()
    server = world.start("data", "--tls-cert", leaf, "--tls-key", key, scheme="https")
    try:
        environment = os.environ | {"SSL_CERT_FILE": bundle}
        config, key_id = world.path("tls.toml"), re.search(r'api_key_id = "(.*?)"', open(world.path("one.toml")).read()).group(1)
        text = open(world.path("one.toml")).read()
        with open(os.open(config, os.O_CREAT | os.O_WRONLY, 0o600), "w") as out:
            out.write(re.sub(r'server_url = ".*"', f'server_url = "{server.url}"', text))
        secret_id = json.load(open(world.path("ids.json")))[0]
        ours, curl = hyperfine(
            f"{PSONOCI} -c {config} run -- true", curl_post(server.url, key_id, secret_id, "--cacert", bundle), environment=environment)
        row("run: 1 secret, TLS, against one curl POST", "≤ 1.2 ×",
            f"{ours[0] / curl[0]:.2f} × ({ours[0]:.1f} ms, curl {curl[0]:.1f} ms)", ours[0] <= 1.2 * curl[0])
        row("run: 1 secret, TLS, user CPU", "≤ 15 ms", f"{ours[1]:.1f} ms", ours[1] <= 15)
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
    size = os.path.getsize(SERVER) / 1e6
    row("server: start to first answer", "≤ 150 ms", f"{median:.0f} ms (first start ever: {times[0]:.0f} ms)", median <= 150)
    row("server: idle resident memory", "≤ 45 MB", f"{idle:.1f} MB", idle <= 45)
    row("server: executable", "≤ 25 MB", f"{size:.1f} MB", size <= 25)


def measure_reads(world):
    """A thousand secrets of one key are read at random, first with 1,000 stored, then with 1,000,000."""
    lua = os.path.join(os.path.dirname(os.path.abspath(__file__)), "random-secret.lua")
    ids, key_id = world.path("ids.txt"), re.search(r'api_key_id = "(.*?)"', open(world.path("hundred.toml")).read()).group(1)

    def measure():
        server = world.start("data")
        try:
            open(ids, "w").write("\n".join(world.secret_ids(server, key_id)) + "\n")
            reads = requests_per_second(server.url + "/api-key-access/secret/", "-s", lua, key_id, ids)
            empty_answer = os.path.join(os.path.dirname(lua), "empty-answer.lua")
            return reads, requests_per_second(server.url + "/info/", "-s", empty_answer, method="POST")
        finally:
            server.stop()

    world.multiply_secrets(world.path("data"), 1000)
    few, empty = measure()
    row("server: sealed reads against empty JSON answers", "≥ 0.5 ×",
        f"{few / empty:.2f} × ({few:,.0f}/s, empty {empty:,.0f}/s)", few >= 0.5 * empty)
    print("  storing 1,000,000 secrets …", file=sys.stderr)
    world.multiply_secrets(world.path("data"), 1_000_000)
    many, _ = measure()
    row("server: sealed reads with 1,000,000 secrets against 1,000", "≥ 0.9 ×", f"{many / few:.2f} × ({many:,.0f}/s)", many >= 0.9 * few)


def measure_with_account(world, wanted):
    server = world.start("data")
    try:
        world.register(server)
        titles = world.create_secrets(server, 100)
        measure_run(world, server, titles)
        one = re.search(r'api_key_id = "(.*?)"', open(world.path("one.toml")).read()).group(1)
        json.dump(world.secret_ids(server, one), open(world.path("ids.json"), "w"))
        if "matrix" in wanted:
            titles += world.create_secrets(server, max(COUNTS), len(titles))
            measure_matrix(world, server, titles, curl_post, world.secret_ids(server, one)[0], one, row)
        if "others" in wanted:
            measure_others(world, row)
            measure_redactor(world.path("one.toml"), row)
    finally:
        server.stop()


def main():
    wanted = sys.argv[1:] or ["run", "matrix", "others", "tls", "start", "reads", "web"]
    world = World()
    try:
        if set(wanted) - {"start", "web"}:
            measure_with_account(world, wanted)
        if "tls" in wanted:
            measure_tls(world)
        if "start" in wanted:
            measure_start(world)
        if "reads" in wanted:
            measure_reads(world)
        if "web" in wanted:
            measure_web(world, row)
    finally:
        world.remove()

    print(f"\n{platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}\n")
    print("| what | budget | result | |\n|---|---|---|---|")
    for line in table:
        print(f"| {' | '.join(line)} |")
    sys.exit(0 if all(line[3] != "MISSED" for line in table) else 1)


main()
