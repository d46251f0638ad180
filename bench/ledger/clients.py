"""Clients: processes of their own, each asking one after the other."""

import json
import subprocess
import sys
import time
from typing import Any

from .cases import CASES, COMMAND, ROOT
from .hordak import set_up_hordak
from .ours import set_up_ours


def be_client(which: str, url: str) -> None:
    serve({"ours": set_up_ours, "hordak": set_up_hordak}[which](url))


def serve(runs: dict[str, Any]) -> None:
    """Read jobs of [what, hot, seconds] and print how many transactions a second there were."""
    print("ready", flush=True)
    for line in sys.stdin:
        what, hot, seconds = json.loads(line)
        run = runs[what](hot)
        run()
        count, started = 0, time.perf_counter()
        while time.perf_counter() - started < seconds:
            run()
            count += 1
        print(count / (time.perf_counter() - started), flush=True)


class Clients:
    """Four processes of one kind, of which as many work as a case asks for."""

    def __init__(self, which: str, url: str, *, count: int = 4, program: list[str] = COMMAND) -> None:
        command = [*program, "--client", which, "--url", url]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.processes = [subprocess.Popen(command, cwd=ROOT, **pipes) for _ in range(count)]
        for process in self.processes:
            if process.stdout.readline() != "ready\n":  # type: ignore[union-attr]
                raise RuntimeError(f"a client of {which} did not start")

    def measure(self, what: str, case: str, seconds: float) -> float:
        count, hot = CASES[case]
        busy = self.processes[:count]
        for process in busy:
            process.stdin.write(json.dumps([what, hot, seconds]) + "\n")  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
        return sum(float(process.stdout.readline()) for process in busy)  # type: ignore[union-attr]

    def close(self) -> None:
        for process in self.processes:
            process.stdin.close()  # type: ignore[union-attr]
            process.wait()
