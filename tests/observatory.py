"""The rubric of the MDN HTTP Observatory (mdn-http-observatory, src/grader/charts.js), as far as one answer shows it.

Each part is a modifier; 100 is where it starts. Bonuses count only for whoever has 90 without them. Preloading and
subresource integrity, worth 5 each, are left out: nobody has preloaded us, and every script is our own.
"""

import re
from typing import Any

SIX_MONTHS = 15_768_000
Answer = dict[str, Any]  # headers in lower case, cookies by name, body


def policy_of(answer: Answer) -> dict[str, list[str]]:
    """The Content-Security-Policy by directive."""
    parts = [part.split() for part in answer["headers"].get("content-security-policy", "").split(";") if part.split()]
    return {words[0].lower(): [word.lower() for word in words[1:]] for words in parts}


def csp(answer: Answer) -> int:
    policy = policy_of(answer)
    if not policy:
        return -25
    sources = [source for values in policy.values() for source in values]
    fallback = policy.get("default-src", ["*"])
    scripts = [*policy.get("script-src", fallback), *policy.get("object-src", fallback)]
    if {"'unsafe-inline'", "data:", "https:", "http:", "*"} & set(scripts):
        return -20
    if any(source.startswith("http:") for source in sources):
        return -20
    if "'unsafe-eval'" in sources:
        return -10
    if {"'unsafe-inline'", "data:", "https:", "*"} & set(policy.get("style-src", fallback)):
        return 0
    closed = fallback == ["'none'"] and policy.get("form-action") in (["'none'"], ["'self'"])
    return 10 if closed else 5


def hsts(answer: Answer) -> int:
    age = re.search(r"max-age=(\d+)", answer["headers"].get("strict-transport-security", ""))
    if not age:
        return -20
    return 0 if int(age.group(1)) >= SIX_MONTHS else -10


def cookies(answer: Answer) -> int:
    worst, protected = 5 if answer["cookies"] else 0, hsts(answer) == 0
    for name, flags in answer["cookies"].items():
        session, token = "session" in name.lower(), "csrf" in name.lower()
        if not flags["secure"]:
            worst = min(worst, (-10 if protected else -40) if session else (-5 if protected else -20))
        if session and not flags["httponly"]:
            worst = min(worst, -30)
        if flags["samesite"].lower() not in ("lax", "strict"):
            worst = min(worst, -20 if token or flags["samesite"] else 0)
    return worst


def frames(answer: Answer) -> int:
    if policy_of(answer).get("frame-ancestors") in (["'none'"], ["'self'"]):
        return 5
    return 5 if answer["headers"].get("x-frame-options", "").upper() in ("DENY", "SAMEORIGIN") else -20


def referrer(answer: Answer) -> int:
    value = answer["headers"].get("referrer-policy")
    private = ("no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin")
    return 0 if value is None else 5 if value in private else -5


def nosniff(answer: Answer) -> int:
    return 0 if answer["headers"].get("x-content-type-options", "").lower() == "nosniff" else -5


def sharing(answer: Answer) -> int:
    """Cross-origin resource sharing with everybody, credentials included."""
    credentials = answer["headers"].get("access-control-allow-credentials") == "true"
    return -50 if credentials and "access-control-allow-origin" in answer["headers"] else 0


def resource_policy(answer: Answer) -> int:
    value = answer["headers"].get("cross-origin-resource-policy")
    return {None: 0, "cross-origin": 0, "same-site": 10, "same-origin": 10}.get(value, -5)


def redirection(plain: Answer, host: str) -> int:
    """The answer over plain http: to the same host by https."""
    location = plain["headers"].get("location", "")
    if plain["status"] not in (301, 302, 307, 308):
        return -20
    if location.startswith(f"https://{host}/"):
        return 0
    return -5 if location.startswith("https://") else -20


PARTS = (csp, hsts, cookies, frames, referrer, nosniff, sharing, resource_policy)


def score(answer: Answer, redirected: int = 0) -> int:
    modifiers = [part(answer) for part in PARTS] + [redirected]
    base = 100 + sum(modifier for modifier in modifiers if modifier < 0)
    return base + sum(modifier for modifier in modifiers if modifier > 0) if base >= 90 else max(base, 0)
