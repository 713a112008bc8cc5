"""The table of rows: each with its budget, its result, and, with --against, the result of the other programs."""
import sys


class Table:
    def __init__(self):
        self.columns, self.budgets, self.results, self.verdicts = [], {}, {}, {}

    def column(self, name):
        """What enters results of these programs. The budgets are those of the first."""
        self.columns.append(name)
        is_first = len(self.columns) == 1

        def row(what, budget, result, ok):
            """A row without a budget is there to be looked at."""
            if is_first:
                self.budgets[what] = budget or ""
                self.verdicts[what] = ("met" if ok else "MISSED") if budget else ""
            self.results[what, name] = result
            of = "" if is_first else f" of {name}"
            print(f"  {what}{of}: {result}{f' (budget {budget})' if budget else ''}{'' if ok or not is_first else ' <- missed'}",
                  file=sys.stderr)

        return row

    @property
    def is_missed(self):
        return "MISSED" in self.verdicts.values()

    def print(self):
        print(f"| what | budget | {' | '.join(['result', *self.columns[1:]])} | |\n|---|---|{'---|' * len(self.columns)}---|")
        for what, budget in self.budgets.items():
            results = [self.results.get((what, column), "") for column in self.columns]
            print(f"| {' | '.join([what, budget, *results, self.verdicts[what]])} |")
