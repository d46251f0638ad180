"""How many requests one token may make: a bucket in this process, or a count that all processes share.

A bucket holds `burst` requests and fills up by `rate` a second. Shared, in a Redis that the cache lives in, the same number
is counted in windows as long as an empty bucket needs to fill up: one command a request, and the same figure on average.
"""

import math
import time
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.core.cache import cache

_MOST = 10_000  # buckets kept; a full one says nothing and may go


@dataclass(frozen=True)
class Allowance:
    """How many requests may come at once, how many are left, in how many seconds all are, and whether this one is let in."""

    limit: int
    remaining: int
    reset: int
    let_in: bool
    retry_after: int = 0

    @property
    def headers(self) -> dict[str, str]:
        told = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
        }
        return told if self.let_in else {**told, "Retry-After": str(self.retry_after)}


class Buckets:
    """The buckets of one process, by key."""

    def __init__(self) -> None:
        self._lock, self._levels = Lock(), dict[str, tuple[float, float]]()

    def take(self, key: str, *, rate: float, burst: int, now: float | None = None) -> Allowance:
        """Take one request out of a bucket, if there is one left."""
        now = time.monotonic() if now is None else now
        with self._lock:
            if len(self._levels) >= _MOST:
                self._levels = {k: v for k, v in self._levels.items() if v[0] + (now - v[1]) * rate < burst}
            level, since = self._levels.get(key, (float(burst), now))
            level = min(float(burst), level + (now - since) * rate)
            let_in = level >= 1
            level -= let_in
            self._levels[key] = (level, now)
        retry = 0 if let_in else max(1, math.ceil((1 - level) / rate))
        return Allowance(burst, int(level), math.ceil((burst - level) / rate), let_in, retry)


def take_shared(key: str, *, rate: float, burst: int, now: float | None = None) -> Allowance:
    """Count one request in the cache, in the window that it falls into."""
    now, length = time.time() if now is None else now, max(1, math.ceil(burst / rate))
    window, passed = divmod(int(now), length)
    place = f"api:{key}:{window}"
    cache.add(place, 0, timeout=2 * length)
    try:
        count = cache.incr(place)
    except ValueError:  # it ran out between the two
        count = 1
    left = length - passed
    return Allowance(burst, max(0, burst - count), left, count <= burst, 0 if count <= burst else left)


_buckets = Buckets()


def take(key: str) -> Allowance:
    """One request of whoever has this key, by the settings."""
    told = {"rate": settings.API_RATE, "burst": settings.API_BURST}
    return take_shared(key, **told) if settings.API_LIMITS_SHARED else _buckets.take(key, **told)
