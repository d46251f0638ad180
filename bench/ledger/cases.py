"""What is measured, of how many."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "bench.ledger"]  # from ROOT
CUSTOMERS = 1_000
HORDAK_ACCOUNTS = 200
KINDS = ("available", "used", "reserved", "spent")
CASES = {"c=1": (1, False), "c=4 hot": (4, True), "c=4 spread": (4, False)}
