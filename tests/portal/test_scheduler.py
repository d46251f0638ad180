"""`manage.py scheduler`: what is due is run, once, by one scheduler, and nothing that fails holds the rest up."""

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command, get_commands
from django_tasks_db.models import DBTaskResult

from customers.actions.jobs import begin_job, end_job, give_back_lease, take_lease
from customers.models import Lease, TimedJob
from reseller_portal import timetable
from reseller_portal.lib import clock
from reseller_portal.lib.logs import JsonFormatter
from reseller_portal.management.commands import scheduler
from reseller_portal.timetable import JOBS, Job

ROOT = Path(__file__).parents[2]
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("scheduler", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


class Commands:
    """In the place of `call_command`: what ran, and which of them fail."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.broken: set[str] = set()

    def __call__(self, name: str, **options: Any) -> None:
        self.ran.append(name)
        options["stdout"].write(f"{name} did its work.")
        if name in self.broken:
            raise RuntimeError("out of order")


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> Commands:
    commands = Commands()
    monkeypatch.setattr(timetable, "call_command", commands)
    return commands


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[Any]:
    """What was logged, as it is written."""
    with caplog.at_level(logging.INFO, "portal.scheduler"):
        yield lambda: [json.loads(JsonFormatter().format(record)) for record in caplog.records]


# --- The timetable ----------------------------------------------------------------------------------------------------
def test_every_job_is_a_command_too() -> None:
    assert {job.command for job in JOBS} <= set(get_commands())


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.command)
def test_every_command_of_the_timetable_takes_a_dry_run_and_its_options(job: Job) -> None:
    if job.command == "prune_db_task_results":
        pytest.skip("of a package, and for its own queue only, which tests do not have")
    call_command(job.command, **job.options, dry_run=True, stdout=StringIO(), stderr=StringIO())


def test_deletions_are_announced_before_anything_is_deleted() -> None:
    names = [job.command for job in JOBS]
    assert names.index("announce_deletions") < names.index("purge_disabled_customers")


# --- What is due ------------------------------------------------------------------------------------------------------
def test_the_first_round_runs_everything_in_order(commands: Commands) -> None:
    run("--once")
    assert commands.ran == [job.command for job in JOBS]


def test_what_was_just_run_is_not_due(commands: Commands) -> None:
    run("--once")
    run("--once")
    assert len(commands.ran) == len(JOBS)


def test_each_comes_again_in_its_own_time(commands: Commands) -> None:
    start = clock.now()
    with clock.moved_to(start):
        run("--once")
    commands.ran.clear()
    with clock.moved_to(start + 5 * MINUTE - timedelta(seconds=1)):
        run("--once")
    assert commands.ran == ["disable_scheduled_customers"]
    with clock.moved_to(start + 5 * MINUTE):
        run("--once")
    often = ["disable_scheduled_customers", "expire_reservations", "reap_tasks", "refresh_forecasts", "refresh_hours"]
    assert commands.ran == often


def test_a_dry_run_lists_and_runs_nothing(commands: Commands) -> None:
    run("--once")
    TimedJob.objects.filter(name="reap_tasks").delete()
    commands.ran.clear()
    listed = run("--dry-run").splitlines()
    assert [line.split()[0] for line in listed] == [job.command for job in JOBS]
    assert [line for line in listed if line.endswith(" due") and not line.endswith("not due")] == [listed[2]]
    assert "every 5 min" in listed[2]
    assert "last never" in listed[2]
    assert (commands.ran, Lease.objects.count()) == ([], 0)


# --- Failures ---------------------------------------------------------------------------------------------------------
def test_one_that_fails_stops_no_other_and_the_exit_is_1(commands: Commands) -> None:
    commands.broken = {"expire_reservations"}
    with pytest.raises(CommandError, match=r"^1 of the jobs failed\.$"):
        run("--once")
    assert commands.ran == [job.command for job in JOBS]
    assert [job.name for job in TimedJob.objects.filter(failed=True)] == ["expire_reservations"]


def test_one_that_failed_comes_again_in_its_own_time(commands: Commands) -> None:
    commands.broken = {"expire_reservations"}
    with pytest.raises(CommandError):
        run("--once")
    commands.ran.clear()
    with clock.moved_to(clock.now() + 6 * MINUTE):
        commands.broken.clear()
        run("--once")
    assert "expire_reservations" in commands.ran
    assert not TimedJob.objects.filter(failed=True).exists()


def test_each_run_is_a_line_in_the_log(commands: Commands, lines: Any) -> None:
    commands.broken = {"reap_tasks"}
    with pytest.raises(CommandError):
        run("--once")
    told = [line for line in lines() if line["message"] == "job"]
    assert [(line["job"], line["outcome"]) for line in told] == [
        (job.command, "failed" if job.command == "reap_tasks" else "done") for job in JOBS
    ]
    assert told[0]["said"] == "disable_scheduled_customers did its work."
    assert any("out of order" in line.get("error", "") for line in lines())


# --- One at a time ----------------------------------------------------------------------------------------------------
def test_while_another_is_at_work_nothing_is_run(commands: Commands) -> None:
    take_lease(scheduler.LEASE, holder="another", lasts=5 * MINUTE)
    assert run("--once") == "Another scheduler is at work. Nothing was run.\n"
    assert commands.ran == []
    assert Lease.objects.get().holder == "another"


def test_a_lease_that_ran_out_is_taken_over(commands: Commands) -> None:
    take_lease(scheduler.LEASE, holder="killed", lasts=5 * MINUTE)
    with clock.moved_to(clock.now() + 5 * MINUTE + timedelta(seconds=1)):
        run("--once")
    assert commands.ran


def test_its_holder_goes_on_holding_it() -> None:
    assert [take_lease("x", holder="me", lasts=MINUTE) for _ in range(2)] == [True, True]
    assert not take_lease("x", holder="you", lasts=MINUTE)


def test_given_back_it_is_free_and_nobody_gives_back_another_s() -> None:
    take_lease("x", holder="me", lasts=MINUTE)
    give_back_lease("x", holder="you")
    assert not take_lease("x", holder="you", lasts=MINUTE)
    give_back_lease("x", holder="me")
    assert take_lease("x", holder="you", lasts=MINUTE)


def test_whoever_loses_the_lease_in_a_round_leaves_the_rest(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([True, True, False])
    monkeypatch.setattr(scheduler, "take_lease", lambda *a, **k: next(answers))
    run("--once")
    assert commands.ran == [JOBS[0].command]


def test_two_begin_a_job_only_once() -> None:
    assert [begin_job("x", every=MINUTE) for _ in range(2)] == [True, False]
    end_job("x", failed=False)
    with clock.moved_to(clock.now() + MINUTE):
        assert begin_job("x", every=MINUTE)


# --- Reaping ----------------------------------------------------------------------------------------------------------
def lost(*workers: str, minutes: int = 16) -> DBTaskResult:
    return DBTaskResult.objects.create(
        task_path="customers.tasks.mail_welcome", args_kwargs={"args": [1], "kwargs": {}}, status="RUNNING",
        backend_name="default", run_after=clock.now(), exception_class_path="", traceback="",
        started_at=clock.now() - minutes * MINUTE, worker_ids=list(workers),
    )  # fmt: skip


def test_a_killed_worker_s_task_goes_back_into_the_queue_once() -> None:
    task = lost("a")
    call_command("reap_tasks", stdout=StringIO())
    task.refresh_from_db()
    assert (task.status, task.started_at) == ("READY", None)


def test_the_second_time_it_has_failed() -> None:
    task = lost("a", "b")
    call_command("reap_tasks", stdout=StringIO())
    task.refresh_from_db()
    assert (task.status, "ended twice" in task.traceback) == ("FAILED", True)


def test_a_task_that_has_just_begun_is_left_alone() -> None:
    task = lost("a", minutes=14)
    out = StringIO()
    call_command("reap_tasks", stdout=out)
    task.refresh_from_db()
    assert (task.status, out.getvalue()) == ("RUNNING", "0 tasks were reaped, 0 failed.\n")


# --- As a process -----------------------------------------------------------------------------------------------------
@pytest.mark.once
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_on_a_signal_and_gives_its_lease_back(tmp_path: Path, number: int) -> None:
    own = {"PORTAL_DATA_DIR": str(tmp_path), "DATABASE_URL": "", "CACHE_URL": "", "EMAIL_URL": ""}
    environment = {name: value for name, value in {**os.environ, **own}.items() if value}
    environment |= {"DJANGO_SETTINGS_MODULE": "reseller_portal.settings", "PORTAL_LOG_LEVEL": "INFO"}
    base = [sys.executable, "manage.py"]
    subprocess.run([*base, "prepare"], cwd=ROOT, env=environment, check=True, capture_output=True)
    log = tmp_path / "log"
    with log.open("wb") as out:
        process = subprocess.Popen([*base, "scheduler"], cwd=ROOT, env=environment, stderr=out, stdout=out)
    try:
        deadline = time.monotonic() + 60
        while "prune_db_task_results" not in log.read_text() and time.monotonic() < deadline:
            time.sleep(0.2)
        process.send_signal(number)
        assert process.wait(timeout=10) == 0
    finally:
        process.kill()
    told = [json.loads(line) for line in log.read_text().splitlines() if '"job"' in line]
    assert [(line["job"], line["outcome"]) for line in told] == [(job.command, "done") for job in JOBS]
    listed = subprocess.run([*base, "scheduler", "--once"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (listed.returncode, "Another" in listed.stdout) == (0, False)


def test_make_run_starts_it_again_when_it_ends() -> None:
    line = next(one for one in (ROOT / "Procfile").read_text().splitlines() if one.startswith("scheduler:"))
    assert "while true; do python manage.py scheduler" in line
