"""Arguments and environment arrive byte by byte."""
import os
import random

from .verdicts import NotAsked, check, require, require_same

AWKWARD = [
    b"", b" ", b"\n", b"\r\n", b"--", b"-", b"-c", b"-h", b"--help", b"--version", b"@file",
    b"$HOME", b"${X}", b"`id`", b"%s", b"*", b"~", b"a=b", b"'", b'"', b"\\",
    b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"e\xcc\x81", b"\xef\xbb\xbf", b"x" * 131_000, b"",
]


def random_arguments(seed):
    source = random.Random(seed)
    return [bytes(source.randrange(1, 256) for _ in range(source.randrange(0, 200))) for _ in range(source.randrange(1, 60))]


@check("arguments, byte by byte")
def arguments(wrapper):
    seeds = [random.randrange(1 << 32) for _ in range(20)]
    lists = {"awkward": AWKWARD, "2,000": [b"%d" % i for i in range(2000)]} | {f"seed {seed}": random_arguments(seed) for seed in seeds}
    for name, given in lists.items():
        seen = wrapper.report(*given)["argument"]
        require_same([os.fsencode(wrapper.probe), b"report"], seen[:2], "the command's own name")
        require_same(given, seen[3:], f"arguments ({name})")
    return f"{len(seeds)} random lists and the awkward ones"


@check("environment of the caller, byte by byte")
def environment(wrapper):
    added = {b"CONTRACT_BYTES": b"\xff\xc3\x28", b"CONTRACT_LINES": b"a\nb\n", b"CONTRACT_EMPTY": b"",
             b"contract.lower-case": b"a=b=c", b"CONTRACT_LARGE": b"x" * 100_000}
    given = os.environb | added
    direct, wrapped = (wrapper.report(wrapped=wrapped, env=given)["variable"] for wrapped in (False, True))
    lost = set(direct) - set(wrapped)
    require(not lost, f"lost: {sorted(lost)[:3]}")
    names = [entry.partition(b"=")[0] for entry in wrapped]
    require(len(names) == len(set(names)), "a name occurs twice")
    return f"{len(wrapped) - len(direct)} variables added"


@check("no credentials of the wrapper in the environment")
def credentials(wrapper):
    prefix = wrapper.options.credentials
    if not prefix:
        raise NotAsked("without --credentials")
    given = os.environ | {prefix + "CONTRACT": "needle-1", prefix + "API_KEY_NOT_AN_OPTION": "needle-2"}
    inherited = [entry for entry in wrapper.report(env=given)["variable"] if entry.startswith(prefix.encode())]
    require(not inherited, f"inherited: {[entry.partition(b'=')[0].decode() for entry in inherited]}")
    return prefix + "*"
