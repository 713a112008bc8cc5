"""Measures what things cost on PostgreSQL, and how it behaves with ten million secrets: the tables of docs/scaling.md. Takes half an hour
and 25 GB. python3 perf/scaling.py [SECRETS]"""
import glob
import os
import re
import subprocess
import sys
import time

from postgres import Postgres
from world import RELEASE, World, run

TICKS = os.sysconf("SC_CLK_TCK")
TABLES = "secrets secret_links secret_reads secret_history api_key_secrets tokens".split()


def cpu_seconds(pid):
    """Of a process, of its children, and of those that have ended."""
    total = 0
    for stat in glob.glob("/proc/[0-9]*/stat"):
        try:
            name, fields = open(stat).read().rsplit(")", 1)
        except OSError:
            continue
        fields = fields.split()
        if int(name.split()[0]) == pid:
            total += sum(map(int, fields[11:15]))
        elif int(fields[1]) == pid:
            total += sum(map(int, fields[11:13]))
    return total / TICKS


class Costs:
    """Processor time, WAL, and blocks that PostgreSQL did not have in memory, per operation."""

    def __init__(self, postgres, server):
        self.postgres, self.server = postgres, server
        self.postmaster = int(open(os.path.join(postgres.data, "postmaster.pid")).readline())

    def _now(self):
        wal, blocks = self.postgres.query(
            "select pg_current_wal_insert_lsn() - '0/0', (select sum(blks_read) from pg_stat_database)").split("|")
        return cpu_seconds(self.server.process.pid), cpu_seconds(self.postmaster), float(wal), float(blocks)

    def of(self, what, action):
        self.postgres.query("checkpoint")
        time.sleep(1)
        before, start = self._now(), time.perf_counter()
        count = action()
        seconds = time.perf_counter() - start
        time.sleep(2)
        ours, theirs, wal, blocks = (after - b for after, b in zip(self._now(), before))
        print(f"| {what} | {count / seconds:,.0f}/s | {ours / count * 1e6:,.0f} µs | {theirs / count * 1e6:,.0f} µs "
              f"| {wal / count:,.0f} | {blocks / count:.2f} |", flush=True)


def wrk(server, script, *arguments, seconds=10, connections=32):
    out = run("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", os.path.join(os.path.dirname(os.path.abspath(__file__)), script),
              server.url + "/api-key-access/secret/", "--", *arguments)
    if "Non-2xx" in out:
        raise SystemExit(out)
    return int(re.search(r"(\d+) requests in", out).group(1))


def sizes(postgres):
    return {table: int(postgres.query(f"select pg_total_relation_size('{table}')")) for table in TABLES}


def log_in(world, server, times):
    for _ in range(times):
        world.psonoci(server, "vault", "login", "perf@example.com")
    return times


def version_size(postgres, size, count=20_000):
    """What a version takes: digits at random, which cannot be compressed, and nothing that was written in vain."""
    postgres.query("truncate secret_history")
    empty = sizes(postgres)["secret_history"]
    postgres.query(f"""
        insert into secret_history
          (id, create_date, write_date, secret_id, user_id, type, data, data_nonce, callback_url, callback_user, callback_pass)
        select gen_random_uuid(), create_date, write_date, id, user_id, type,
          (select left(string_agg(md5(random()::text || g || i), ''), {size} * 2) from generate_series(1, {size} / 16) i),
          left(md5(random()::text) || md5(g::text), 48), callback_url, callback_user, callback_pass
        from (select * from secrets limit 1) s, generate_series(1, {count}) g""")
    return (sizes(postgres)["secret_history"] - empty) / count


def multiply(postgres, key, total):
    """Copies one secret, with its link and its grant, as the server would have stored them."""
    columns = postgres.query(
        "select string_agg(column_name, ',') from information_schema.columns where table_name = 'secrets' "
        "and column_name not in ('id', 'data_nonce')")
    sql = f"""
        create temp table ids as select gen_random_uuid() id from generate_series(1, {{count}});
        insert into secrets (id, data_nonce, {columns})
          select i.id, replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')::char(48), {columns}
          from ids i, (select * from secrets limit 1) s;
        insert into secret_links (id, create_date, link_id, secret_id, parent_datastore_id)
          select gen_random_uuid(), l.create_date, gen_random_uuid(), i.id, l.parent_datastore_id
          from ids i, (select * from secret_links limit 1) l;
        insert into secret_reads (secret_id, read_count) select id, 1 from ids;
        insert into api_key_secrets select g.* from ids i, jsonb_populate_record(null::api_key_secrets,
          (select to_jsonb(g) from api_key_secrets g where api_key_id = '{key}' limit 1)
          || jsonb_build_object('id', gen_random_uuid(), 'secret_id', i.id)) g where i.id < '05000000-0000-0000-0000-000000000000';
    """
    missing = total - int(postgres.query("select count(*) from secrets"))
    while missing > 0:
        count = min(missing, 500_000)
        postgres.query(sql.format(count=count))
        missing -= count
        print(f"  {missing:,} to go", file=sys.stderr)
    postgres.query("vacuum analyze")


def main():
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    world = World(RELEASE, None)
    postgres, server = Postgres(), None
    try:
        server = world.start("data", "--database", postgres.connection)
        world.register(server)
        titles = world.create_secrets(server, 100)
        _, key = world.create_key(server, "all", titles, "--write")
        ids = world.path("ids.txt")

        def measure(granted):
            open(ids, "w").write("\n".join(granted) + "\n")
            costs = Costs(postgres, server)
            wrk(server, "random-secret.lua", key, ids, seconds=3)
            costs.of("read with an API key", lambda: wrk(server, "random-secret.lua", key, ids))
            costs.of("write with an API key, 1 KiB", lambda: wrk(server, "write-secret.lua", key, ids, "1024"))
            costs.of("login", lambda: log_in(world, server, 20))
            print(f"resident memory of psono-server: {server.resident_megabytes():.0f} MB", flush=True)

        head = "| | rate | CPU psono-server | CPU PostgreSQL | WAL bytes | blocks from outside |\n|---|---|---|---|---|---|"
        print(f"100 secrets\n\n{head}", flush=True)
        measure(world.secret_ids(server, key))
        server.stop()
        for size in (320, 1024, 4096):
            print(f"a version of {size} bytes: {version_size(postgres, size):,.0f} bytes")
        postgres.query("truncate secret_history; update secrets set data = repeat('5a', 320)")
        postgres.query("vacuum full secrets")

        multiply(postgres, key, total)
        for table, size in sizes(postgres).items():
            rows = int(postgres.query(f"select count(*) from {table}"))
            print(f"{table}: {rows:,} rows, {size / 1e9:.2f} GB, {size / max(1, rows):,.0f} bytes each")
        granted = postgres.query(f"select secret_id from api_key_secrets where api_key_id = '{key}'").split()
        server = world.start("data", "--database", postgres.connection)
        print(f"\n{total:,} secrets, read and written at random among {len(granted):,}\n\n{head}", flush=True)
        measure(granted)
        print("scans of whole tables of more than 1,000 rows: " + postgres.query(
            "select string_agg(relname || ' ' || seq_scan, ', ') from pg_stat_user_tables where n_live_tup > 1000 and seq_scan > 0"))
        subprocess.run(["sh", "-c", f"time {postgres.bin}/pg_dump -h {postgres.directory} -U psono -Fc -Z1 postgres | wc -c"], check=True)
    finally:
        if server:
            server.stop()
        postgres.stop()
        world.remove()


main()
