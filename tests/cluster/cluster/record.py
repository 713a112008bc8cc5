"""What happened when: successes and failures of all requests, and the time in which nobody had any success."""
import bisect
import collections
import threading
import time


class Record:
    def __init__(self):
        self._lock = threading.Lock()
        # (when it ended, how long it took, whether it succeeded, its status) by kind of request.
        self.requests = collections.defaultdict(list)
        self.problems = []
        self.counts = collections.Counter()

    def add(self, kind, started, succeeded, status):
        now = time.monotonic()
        with self._lock:
            self.requests[kind].append((now, now - started, succeeded, status))

    def count(self, what):
        with self._lock:
            self.counts[what] += 1

    def problem(self, text):
        """What must not happen."""
        with self._lock:
            self.problems.append(text)
            print(f"  {time.strftime('%H:%M:%S', time.gmtime())} PROBLEM: {text}", flush=True)

    def between(self, kind, start, end):
        with self._lock:
            return [entry for entry in self.requests[kind] if start <= entry[0] < end]

    def longest_gap(self, kind, start, end):
        """The longest time without a success in this span, with what of it was before."""
        with self._lock:
            times = sorted(entry[0] for entry in self.requests[kind] if entry[2])
        first = max(bisect.bisect_left(times, start) - 1, 0)
        inside = [*times[first:bisect.bisect_right(times, end)], end]
        return max((after - before for before, after in zip(inside, inside[1:])), default=end - start)
