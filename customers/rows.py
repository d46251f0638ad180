"""A customer as a row of a list: every value ready to be shown, so that the template only puts it in its place."""

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from django.utils import dateformat, formats, timezone

from reseller_portal.lib import amounts
from reseller_portal.lib.avatars import hue, initials
from reseller_portal.lib.money import EXPONENTS

from .facts import phone_display
from .meters import MeterOf, plain_meter


def presenter(
    currency: str, *, meter: MeterOf = plain_meter, may_move: bool = False
) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """How a row of plain values is shown in the language and time zone of whoever asks, both looked up once.

    `currency` is the reseller's (ISO 4217); `meter` makes a row's meter; whoever `may_move` credits finds Recharge on hover.
    """
    base, zone = reverse("customers:list"), timezone.get_current_timezone()
    digits = EXPONENTS[currency]
    date_format = formats.get_format("SHORT_DATE_FORMAT")

    def present(row: Mapping[str, Any]) -> dict[str, Any]:
        registered = row["registered_at"].astimezone(zone)
        day = dateformat.format(registered, date_format)
        return {
            "id": str(row["id"]),
            "url": f"{base}{row['id']}/",
            "name": row["name"],
            "initials": initials(row["name"]),
            "hue": str(hue(row["id"])),
            "email": row["email"],
            "phone": phone_display(row["phone"]),
            "seats": str(row["seats"]),
            "registered": day,
            "registered_iso": registered.isoformat(timespec="seconds"),
            "registered_full": f"{day}, {registered:%H:%M %Z}",
            "disabled": row["disabled_at"] is not None,
            "meter": meter(row).drawn(),
            "recharge": f"{base}{row['id']}/recharge/" if may_move else "",
            "balance": f"{currency} {amounts.grouped(row['balance'], digits, needless=True)}" if row["balance"] else "",
        }

    return present


READS = (
    *("id", "name", "email", "phone", "seats", "registered_at", "disabled_at"),
    *("available", "reserved", "used", "balance"),
)
