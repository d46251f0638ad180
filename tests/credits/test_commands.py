"""`issue_credits` and `expire_reservations`: the ledger from the command line."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from credits.actions.recharging import recharge_customer
from credits.actions.spending import release_reservation, reserve_credits
from credits.management.commands import expire_reservations
from credits.models import LedgerRequest, Reservation, Transfer
from customers.errors import Refused
from customers.models import Activity
from reseller_portal.lib import clock
from tests.credits.conftest import key

Held = Callable[..., str]


def run(*arguments: object, errors: StringIO | None = None) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out, stderr=errors or StringIO())
    return out.getvalue()


# --- issue_credits ----------------------------------------------------------------------------------------------------
def test_credits_go_into_a_reseller_s_pool(cast: SimpleNamespace, held: Held) -> None:
    run("issue_credits", cast.acme.pk, "250")
    assert held(cast.acme, "pool", "issuer") == "250 | -250"


def test_credits_go_to_a_direct_customer(cast: SimpleNamespace, held: Held) -> None:
    said = run("issue_credits", cast.direct.pk, "12.5", "--key", "k")
    assert held(cast.direct, "available") == "12.5"
    assert said == "12.5 credits were issued to Direct Courts: 12.5 credits are now available.\n"


def test_credits_are_withdrawn(funded: SimpleNamespace, held: Held) -> None:
    said = run("issue_credits", funded.acme.pk, "30", "--withdraw", "--key", "k")
    assert held(funded.acme, "pool", "issuer") == "70 | -70"
    assert said == "30 credits were withdrawn from Acme Resale: the pool now holds 70 credits.\n"


def test_a_note_is_kept(cast: SimpleNamespace) -> None:
    run("issue_credits", cast.acme.pk, "1", "--note", "Contract 7")
    assert LedgerRequest.objects.get().note.text == "Contract 7"


def test_it_is_written_down_as_the_system_s(cast: SimpleNamespace) -> None:
    run("issue_credits", cast.acme.pk, "1")
    assert Activity.objects.get(verb="credits.issued").actor is None


def test_a_fresh_key_is_printed_first(cast: SimpleNamespace) -> None:
    printed = re.match(r"Key: (\S+)\n", run("issue_credits", cast.acme.pk, "1"))[1]
    assert LedgerRequest.objects.get().key == printed


def test_the_same_key_moves_nothing_again(cast: SimpleNamespace, held: Held) -> None:
    asked = ("issue_credits", cast.acme.pk, "10", "--key", "k")
    run(*asked)
    assert "nothing was moved again" in run(*asked)
    assert held(cast.acme, "pool") == "10"


def test_the_same_key_for_something_else_is_a_conflict(cast: SimpleNamespace, held: Held) -> None:
    run("issue_credits", cast.acme.pk, "10", "--key", "k")
    with pytest.raises(CommandError, match="sent before with something else"):
        run("issue_credits", cast.acme.pk, "11", "--key", "k")
    assert held(cast.acme, "pool") == "10"


def test_a_dry_run_moves_nothing(cast: SimpleNamespace) -> None:
    said = run("issue_credits", cast.acme.pk, "10", "--dry-run")
    wanted = "10 credits can be issued to Acme Resale: the pool then holds 10 credits. Nothing was changed.\n"
    assert (said, Transfer.objects.count(), LedgerRequest.objects.count()) == (wanted, 0, 0)


def test_a_dry_run_refuses_what_a_real_one_would(funded: SimpleNamespace) -> None:
    before = LedgerRequest.objects.count()
    with pytest.raises(CommandError, match="Only 100 credits are left"):
        run("issue_credits", funded.acme.pk, "101", "--withdraw", "--dry-run")
    assert LedgerRequest.objects.count() == before


@pytest.mark.parametrize("amount", ["0", "1e3", "1_000", "٣", "", "1.234", "1" + "0" * 30])
def test_an_amount_that_cannot_be_is_refused(cast: SimpleNamespace, amount: str) -> None:
    with pytest.raises(CommandError, match=r"^amount: "):
        run("issue_credits", cast.acme.pk, amount)
    assert not LedgerRequest.objects.exists()


def test_an_organization_that_is_not_there_is_named(db: None) -> None:
    with pytest.raises(CommandError, match=r"^There is no organization with ID 77\.$"):
        run("issue_credits", 77, "1")


def test_a_reseller_s_customer_gets_none_from_the_platform(cast: SimpleNamespace) -> None:
    with pytest.raises(CommandError, match="issued to resellers and direct customers"):
        run("issue_credits", cast.harbour.pk, "1")


# --- expire_reservations ----------------------------------------------------------------------------------------------
@pytest.fixture
def holding(funded: SimpleNamespace) -> Iterator[list[Reservation]]:
    """Three reservations that have run out, one that was released and one that still runs, a day later."""
    recharge_customer(funded.harbour, amount=3_000, key=key(), by=funded.olive)

    def reserve() -> Reservation:
        return reserve_credits(funded.harbour, amount=100, key=key(), by=None).reservation

    due = [reserve() for _ in range(3)]
    release_reservation(reserve(), key=key(), by=None)
    with clock.moved_to(clock.now() + timedelta(hours=1)):
        reserve()
    with clock.moved_to(due[-1].expires_at):
        yield due


def states() -> list[str]:
    return list(Reservation.objects.order_by("pk").values_list("state", flat=True))


def test_what_has_run_out_is_released(holding: list[Reservation], funded: SimpleNamespace, held: Held) -> None:
    assert run("expire_reservations") == "3 reservations were released, 0 failed.\n"
    assert states() == ["expired", "expired", "expired", "released", "held"]
    assert held(funded.harbour, "available", "reserved") == "29 | 1"


def test_a_second_run_finds_nothing(holding: list[Reservation]) -> None:
    run("expire_reservations")
    assert run("expire_reservations") == "0 reservations were released, 0 failed.\n"


def test_a_dry_run_releases_nothing(holding: list[Reservation]) -> None:
    assert run("expire_reservations", "--dry-run") == "3 reservations have run out. Nothing was changed.\n"
    assert states().count("held") == 4


@pytest.mark.parametrize("error", [Refused("Not now."), OperationalError("database is locked")])
def test_one_that_fails_holds_nobody_up(
    holding: list[Reservation], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    expire = expire_reservations.expire_reservation

    def fail_once(reservation: Reservation, **named: Any) -> LedgerRequest:
        if reservation == holding[1]:
            raise error
        return expire(reservation, **named)

    monkeypatch.setattr(expire_reservations, "expire_reservation", fail_once)
    errors = StringIO()
    with pytest.raises(CommandError, match=r"^2 reservations were released, 1 failed\.$"):
        run("expire_reservations", errors=errors)
    assert errors.getvalue() == f"Reservation {holding[1].pk}: {error}\n"
    assert states() == ["expired", "held", "expired", "released", "held"]
