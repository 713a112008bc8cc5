"""Rows of perf/README.md: 1 to 1,000 secrets, near and far, cold and warm, with and without a cache; the redactor; other programs."""
import json
import os
import re
import shutil
import subprocess
import time
from urllib.parse import urlsplit

from slow_link import SlowLink

COUNTS = (1, 10, 100, 1000)


def median(command, runs, prepare=None):
    out = f"/tmp/psono-perf-{os.getpid()}.json"
    each = ["--prepare", prepare, "--warmup", "1"] if prepare else ["--warmup", "2"]
    subprocess.run(["hyperfine", "--shell=none", *each, "--runs", str(runs), "--export-json", out, command],
                   check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(out) as file:
        result = json.load(file)["results"][0]["median"] * 1000
    os.remove(out)
    return result


def at(server_url, config, name):
    """The same configuration for another address of the same server."""
    path = config.replace(".toml", f".{name}.toml")
    with open(config) as file, open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as out:
        out.write(re.sub(r'server_url = ".*"', f'server_url = "{server_url}"', file.read()))
    return path


def measure_matrix(world, server, titles, hyperfine, curl):
    """Near and far. Cold: psonoci is not in the page cache. Warm: it is. Every run is a process of its own with a connection of its own."""
    psonoci, row = world.psonoci_path, world.row
    evict = f"python3 -c \"import os; f = os.open('{psonoci}', os.O_RDONLY); os.posix_fadvise(f, 0, 0, os.POSIX_FADV_DONTNEED)\""
    configs = {count: world.create_key(server, f"matrix{count}", titles[:count])[0] for count in COUNTS}
    for milliseconds in (0, 50):
        link = SlowLink(urlsplit(server.url).port, milliseconds / 1000) if milliseconds else None
        try:
            url = f"http://127.0.0.1:{link.port}/server" if link else server.url
            far = f"{milliseconds} ms away"
            here = {count: at(url, config, "here") for count, config in configs.items()}
            warm = {count: f"{psonoci} -c {config} run -- true" for count, config in here.items()}
            kept = {count: f"{psonoci} -c {config} run --cache {world.path(f'cache{count}')} -- true" for count, config in here.items()}
            results = hyperfine(*warm.values(), *kept.values(), runs=24 if link else 90)
            times = dict(zip(COUNTS, results))
            cached = dict(zip(COUNTS, results[len(COUNTS):]))
            for count in COUNTS:
                secrets = f"{count:,} secret{'s' if count > 1 else ''}"
                cold = median(warm[count], 10 if count < 1000 else 4, evict)
                most = {100: 1.3, 1000: 3}.get(count) if not link else None
                row(f"run: {secrets}, server {far}", most and f"≤ {most} × one",
                    f"{times[count] / times[1]:.2f} × ({times[count]:.1f} ms; cold {cold:.1f} ms)",
                    not most or times[count] <= most * times[1])
                row(f"run: {secrets}, server {far}, --cache and nothing new", None if link else "≤ 0.9 × without",
                    f"{cached[count] / times[count]:.2f} × ({cached[count]:.1f} ms)", bool(link) or cached[count] <= 0.9 * times[count])
            row(f"curl: one POST, server {far}", None, f"{median(curl(url), 20):.1f} ms", True)
        finally:
            if link:
                link.close()


def measure_others(world):
    row = world.row
    row("env true", None, f"{median('env true', 100):.1f} ms", True)
    if shutil.which("dotenvx"):
        file = world.path("dotenvx.env")
        with open(file, "w") as out:
            out.write("DB_HOST=prd-db.example.com:5432\nDB_USER=production\nDB_PASSWORD=Df55sr2UQm7Wshv7\n")
        row("dotenvx run -- true, a file of three variables", None, f"{median(f'dotenvx run --quiet -f {file} -- true', 10):.0f} ms", True)


def bash(command):
    """Fails if any part of the pipeline does."""
    subprocess.run(["bash", "-o", "pipefail", "-c", command], check=True)


def measure_redactor(world, config):
    """Through pipes, from a program to a program: a script that writes and reads for both would be what is measured."""
    megabytes = 256
    line = b"2026-11-24T23:31:00.000Z INFO request 4711 from 198.51.100.7 took 12 ms\n"
    secret = b"2026-11-24T23:31:00.000Z DEBUG connecting with Df55sr2UQm7Wshv7 to the database\n"
    block = line * 199 + secret
    log = world.path("log")
    with open(log, "wb") as out:
        out.write(block * (megabytes * 1_000_000 // len(block)))
    command = f"cat {log} | {world.psonoci_path} -c {config} redact"
    redacted = world.path("redacted")
    bash(f"{command} >{redacted}")
    with open(log, "rb") as before, open(redacted, "rb") as after:
        if after.read() != before.read().replace(b"Df55sr2UQm7Wshv7", b"[redacted]"):
            raise SystemExit("the redactor left a value, or took something else")
    throughput = []
    for program in (command, f"cat {log} | cat"):
        started = time.perf_counter()
        bash(f"{program} | cat >/dev/null")
        throughput.append(os.path.getsize(log) / (time.perf_counter() - started) / 1e6)
    world.row("redact: throughput, a value in every 200th line", "≥ 500 MB/s",
              f"{throughput[0]:,.0f} MB/s (cat {throughput[1]:,.0f} MB/s)", throughput[0] >= 500)
