"""Ratios beside their goals."""

from .cases import CASES, CUSTOMERS


def line(goal: str, what: str, ratio: float, least: float | None = None) -> None:
    wanted = f"(goal: {least:g} at least)" if least else ""
    print(f"  {goal:4} {what:62} {ratio:6.2f}   {wanted}")


Figures = dict[tuple[str, str], float]
BESIDE = (
    ("raw", "C1", "pgbench, raw transaction", (0.8, 1.0, 0.5)),
    ("function", "", "pgbench, one function in bare tables", (None, None, None)),
    ("own functions", "C1b", "pgbench, the writer's own functions", (0.75, 0.5, 0.5)),
    ("own tables", "", "pgbench, raw, in the ledger's own tables", (None, None, None)),
    ("hordak", "C2", "django-hordak", (2.5, None, None)),
)


def report(figures: Figures) -> None:
    print(f"\nPostgreSQL, fsync on. Transactions a second, {CUSTOMERS:,} customers:")
    for what in dict.fromkeys(what for what, _ in figures):
        row = {case: value for (name, case), value in figures.items() if name == what}
        print(f"  {what:12}" + "".join(f"{case:>14} {value:6.0f}" for case, value in row.items()))
    for what, goal, name, least in BESIDE:
        for case, wanted in zip(CASES, least, strict=True):
            if (what, case) in figures:
                ours, beside = figures["writer", case], figures[what, case]
                line(goal, f"writer / {name}, {case}", ours / beside, wanted)
                line("", f"the whole action / the same, {case}", figures["action", case] / beside)
    if ("hordak read", "c=1") in figures:
        ratio = figures["ours read", "c=1"] / figures["hordak read", "c=1"]
        line("C4", "balances of a customer / one balance of django-hordak's", ratio, 8)
