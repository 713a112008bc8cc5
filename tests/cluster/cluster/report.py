"""The table at the end, and whether all was as expected."""
import collections

from .faults import KINDS
from .load import READ, RUN, WRITE


def _statuses(entries):
    counts = collections.Counter(str(status) for _, _, succeeded, status in entries if not succeeded)
    return ", ".join(f"{count} × {status}" for status, count in counts.most_common()) or "-"


def print_report(record, spans, lost, world):
    """Spans: kind of fault, when it began, when all was well again. What is wrong, as texts."""
    wrong = list(dict.fromkeys(record.problems)) + [f"lost: {text}" for text in lost]
    rows = []
    for kind in dict.fromkeys(kind for kind, _, _ in spans):
        own = [(start, end) for name, start, end in spans if name == kind]
        gaps = {what: max(record.longest_gap(what, *span) for span in own) for what in (READ, WRITE)}
        entries = {what: [entry for span in own for entry in record.between(what, *span)] for what in (READ, WRITE, RUN)}
        slowest_run = max((took for _, took, _, _ in entries[RUN]), default=0)
        rows.append([kind, str(len(own)), f"{gaps[READ]:.1f} s", f"{gaps[WRITE]:.1f} s", f"{slowest_run:.1f} s",
                     _statuses(entries[READ]), _statuses(entries[WRITE])])
        limit = KINDS[kind][2] if kind in KINDS else None
        wrong += [f"{kind}: no {what} succeeded for {gap:.1f} s (expected: less than {limit} s)"
                  for what, gap in gaps.items() if limit is not None and gap >= limit]
        wrong += [f"{kind}: {what}s answered with 500" for what, some in entries.items() if any(entry[3] == 500 for entry in some)]
    _print_table(["fault", "times", "gap, reads", "gap, writes", "slowest run", "failed reads", "failed writes"], rows)
    print()
    for what in (READ, WRITE, RUN):
        entries = record.requests[what]
        good = sum(1 for entry in entries if entry[2])
        print(f"{what}s: {good} of {len(entries)} succeeded; failed: {_statuses(entries)}")
    in_doubt = sum(len(slot.in_doubt) for slot in world.slots)
    print(f"acknowledged changes that are lost: {len(lost)}; changes of which nobody knows: {in_doubt}")
    print("; ".join(f"{what}: {count}" for what, count in sorted(record.counts.items())))
    for text in wrong:
        print("NOT AS EXPECTED: " + text)
    return wrong


def _print_table(titles, rows):
    print("| " + " | ".join(titles) + " |")
    print("|" + "---|" * len(titles))
    for row in rows:
        print("| " + " | ".join(row) + " |")
