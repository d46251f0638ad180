"""What is measured, of how many."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "bench.usage"]  # from ROOT
DAYS = 120  # of events
SHOWN = (30, 90)  # of them on a dashboard
RESELLERS = 99  # besides the first, which has 60 % of the events


def is_postgresql(url: str) -> bool:
    return url.startswith("postgres")


def prepare(url: str, events: int) -> None:
    """In a process of its own: see `data.fill`."""
    subprocess.run([*COMMAND, "--prepare", url, "--events", str(events)], cwd=ROOT, check=True)
