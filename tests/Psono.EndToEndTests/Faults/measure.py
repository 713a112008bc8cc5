"""Runs the commands of standard input (JSON), several at a time, and tells how each ended and what it took."""
import concurrent.futures
import json
import os
import shlex
import subprocess
import sys
import time


def run(job):
    with open(job["output"], "wb") as output, open(job["error"], "wb") as error:
        start = time.monotonic()
        process = subprocess.Popen(
            ["psonoci", *shlex.split(job["line"])], cwd=job["directory"], env=os.environ | job["environment"],
            stdin=subprocess.DEVNULL, stdout=output, stderr=error)
        # Popen.wait does not tell what this one child took.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return {"code": process.returncode, "kilobytes": usage.ru_maxrss, "seconds": time.monotonic() - start}


with concurrent.futures.ThreadPoolExecutor(int(sys.argv[1])) as pool:
    print(json.dumps(list(pool.map(run, json.load(sys.stdin)))))
