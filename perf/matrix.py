"""Rows of perf/README.md that describe rather than demand: 1 to 1,000 secrets, near and far, cold and warm; the redactor;
other programs."""
import json
import os
import re
import shutil
import subprocess
import time
from urllib.parse import urlsplit

from slow_link import SlowLink
from world import PSONOCI

COUNTS = (1, 10, 100, 1000)


def offers(word, *command):
    """Whether this psonoci has a command or an option."""
    return word in subprocess.run([PSONOCI, *command, "--help"], capture_output=True, text=True).stdout


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


def measure_matrix(world, server, titles, curl_post, secret_id, key_id, row):
    """Near and far. Cold: psonoci is not in the page cache. Warm: it is. Every run is a process of its own with a connection of its own."""
    cached = offers("--cache", "run") or offers("--cache")
    evict = f"python3 -c \"import os; f = os.open('{PSONOCI}', os.O_RDONLY); os.posix_fadvise(f, 0, 0, os.POSIX_FADV_DONTNEED)\""
    configs = {count: world.create_key(server, f"matrix{count}", titles[:count])[0] for count in COUNTS}
    for milliseconds in (0, 50):
        link = SlowLink(urlsplit(server.url).port, milliseconds / 1000) if milliseconds else None
        try:
            url = f"http://127.0.0.1:{link.port}/server" if link else server.url
            far = f"{milliseconds} ms away"
            for count, config in configs.items():
                here = at(url, config, "here")
                runs = 20 if count < 1000 else 8
                cold = median(f"{PSONOCI} -c {here} run -- true", runs // 2, evict)
                warm = median(f"{PSONOCI} -c {here} run -- true", runs)
                text = f"{cold:.1f} ms cold, {warm:.1f} ms warm"
                if cached:
                    kept = world.path(f"cache{count}")
                    text += f", {median(f'{PSONOCI} -c {here} run --cache {kept} -- true', runs):.1f} ms with --cache and nothing new"
                row(f"run: {count:,} secret{'s' if count > 1 else ''}, server {far}", None, text, True)
            row(f"curl: one POST, server {far}", None, f"{median(curl_post(url, key_id, secret_id), 20):.1f} ms", True)
        finally:
            if link:
                link.close()


def measure_others(world, row):
    row("env true", None, f"{median('env true', 100):.1f} ms", True)
    if shutil.which("dotenvx"):
        file = world.path("dotenvx.env")
        with open(file, "w") as out:
            out.write("DB_HOST=prd-db.example.com:5432\nDB_USER=production\nDB_PASSWORD=Df55sr2UQm7Wshv7\n")
        row("dotenvx run -- true, a file of three variables", None, f"{median(f'dotenvx run --quiet -f {file} -- true', 10):.0f} ms", True)


def measure_redactor(config, row):
    if not offers("redact"):
        return
    megabytes = 64
    line = b"2026-11-24T23:31:00.000Z INFO request 4711 from 198.51.100.7 took 12 ms\n"
    secret = b"2026-11-24T23:31:00.000Z DEBUG connecting with Df55sr2UQm7Wshv7 to the database\n"
    block = line * 199 + secret
    text = block * (megabytes * 1_000_000 // len(block))
    started = time.perf_counter()
    output = subprocess.run([PSONOCI, "-c", config, "redact"], input=text, capture_output=True, check=True).stdout
    seconds = time.perf_counter() - started
    if b"Df55sr2UQm7Wshv7" in output:
        raise SystemExit("the redactor let a value through")
    row("redact: throughput, a value in every 200th line", None, f"{len(text) / seconds / 1e6:.0f} MB/s", True)


