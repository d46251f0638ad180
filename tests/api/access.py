"""Which token may do what: an operation without a row fails the sweep, and so does a row without an operation.

Each row says whose tokens, with which scope, and what a program sends that is in order, so that the owner's own knock is
more than a wall touched from the wrong side.
"""

from dataclasses import dataclass
from typing import Any

RESELLER, CUSTOMER = "reseller", "customer"
BOTH = (RESELLER, CUSTOMER)
EVENT = {"event_id": "sweep", "metric": "hours_processed", "quantity": 1, "occurred_at": "NOW"}


@dataclass(frozen=True)
class ApiRow:
    of: tuple[str, ...]
    scope: str
    sends: Any = None
    query: str = ""


def _of_reseller(scope: str, sends: Any = None, query: str = "") -> ApiRow:
    return ApiRow((RESELLER,), scope, sends, query)


_CUSTOMER, _USER = "/api/v1/customers/{pk}", "/api/v1/customers/{pk}/users/{user_pk}"
_MONEY = {"amount": "1", "note": "Sweep"}

OPERATIONS: dict[str, ApiRow] = {
    "GET /api/v1/me": ApiRow(BOTH, ""),
    "GET /api/v1/customers": _of_reseller("customers:read"),
    "POST /api/v1/customers": _of_reseller("customers:write", {"name": "Sweep", "email": "sweep@new.example"}),
    f"GET {_CUSTOMER}": _of_reseller("customers:read"),
    f"PATCH {_CUSTOMER}": _of_reseller("customers:write", {"phone": "+31 612345678", "metadata": {"a": "b"}}),
    f"DELETE {_CUSTOMER}": _of_reseller("customers:write", query="?name=CANARY-{LABEL}-NAME"),
    f"POST {_CUSTOMER}/disable": _of_reseller("customers:write", {}),
    f"POST {_CUSTOMER}/enable": _of_reseller("customers:write", {}),
    f"GET {_CUSTOMER}/users": _of_reseller("users:read"),
    f"POST {_CUSTOMER}/users": _of_reseller("users:write", {"email": "sweep@new.example"}),
    f"GET {_USER}": _of_reseller("users:read"),
    f"PATCH {_USER}": _of_reseller("users:write", {"level": "administrator"}),
    f"DELETE {_USER}": _of_reseller("users:write"),
    f"POST {_USER}/deactivate": _of_reseller("users:write", {}),
    f"POST {_USER}/reactivate": _of_reseller("users:write", {}),
    f"POST {_USER}/invite": _of_reseller("users:write", {}),
    "GET /api/v1/credits": ApiRow((CUSTOMER,), "credits:read"),
    "GET /api/v1/pool": _of_reseller("credits:read"),
    "GET /api/v1/pool/movements": _of_reseller("credits:read"),
    f"GET {_CUSTOMER}/credits": _of_reseller("credits:read"),
    f"GET {_CUSTOMER}/credits/movements": _of_reseller("credits:read"),
    f"POST {_CUSTOMER}/credits/recharge": _of_reseller("credits:write", _MONEY),
    f"POST {_CUSTOMER}/credits/set": _of_reseller("credits:write", {"available": "1"}),
    f"POST {_CUSTOMER}/credits/return": _of_reseller("credits:write", _MONEY),
    f"GET {_CUSTOMER}/balance": _of_reseller("credits:read"),
    f"GET {_CUSTOMER}/balance/movements": _of_reseller("credits:read"),
    f"POST {_CUSTOMER}/balance/refill": _of_reseller("credits:write", _MONEY),
    f"POST {_CUSTOMER}/balance/deduct": _of_reseller("credits:write", _MONEY),
    "GET /api/v1/metrics": ApiRow(BOTH, ""),
    "POST /api/v1/usage": ApiRow((CUSTOMER,), "usage:write", EVENT),
    "POST /api/v1/usage/batch": ApiRow((CUSTOMER,), "usage:write", {"events": [EVENT]}),
    "GET /api/v1/usage": ApiRow(BOTH, "usage:read"),
    f"GET {_CUSTOMER}/usage": _of_reseller("usage:read"),
    "GET /api/v1/transcriptions": ApiRow(BOTH, "transcriptions:read"),
    f"GET {_CUSTOMER}/transcriptions": _of_reseller("transcriptions:read"),
    "GET /api/v1/transcriptions/{pk}": ApiRow(BOTH, "transcriptions:read"),
    "POST /api/v1/transcriptions": ApiRow((CUSTOMER,), "transcriptions:write", {"name": "Sweep"}),
    "PATCH /api/v1/transcriptions/{pk}": ApiRow((CUSTOMER,), "transcriptions:write", {"step": "Sweep"}),
}
