"""What a check says: it returns a note (ok), or raises one of these."""

CHECKS = []


class Failed(Exception):
    """The wrapper breaks the contract; the message says where."""


class Skipped(Exception):
    """This machine does not let the check run."""


class NotAsked(Exception):
    """The row is not about this wrapper."""


def check(title):
    """Makes a function a row of the table, in the order of the modules."""
    def register(function):
        CHECKS.append((title, function))
        return function
    return register


def require(condition, complaint):
    if not condition:
        raise Failed(complaint)


def require_same(direct, wrapped, what):
    """Both are lists of bytes or texts. The complaint shows the first difference, briefly."""
    if direct == wrapped:
        return
    for expected, got in zip(direct, wrapped):
        if expected != got:
            raise Failed(f"{what}: {brief(got)} instead of {brief(expected)}")
    longer = wrapped if len(wrapped) > len(direct) else direct
    raise Failed(f"{what}: {len(wrapped)} instead of {len(direct)}: {brief(longer[min(len(direct), len(wrapped))])}")


def brief(value):
    text = value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)
    return text if len(text) <= 70 else text[:67] + "..."
