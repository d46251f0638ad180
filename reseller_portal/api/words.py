"""What the document says before its operations."""

from ..lib.problems import BASE, KINDS

_TABLE = "\n".join(f"| `{BASE}{slug}` | {kind.status} | {kind.title} | {kind.advice} |" for slug, kind in KINDS.items())

DESCRIPTION = f"""\
Send a token with every request: `Authorization: Bearer rsk_…`. A reseller's token works on its customers, a customer's
reports usage and reads its own. What an operation needs stands with it. A token that may write may read.

**Values.** Credits and money are text (`"12.50"`), never numbers. IDs are whole numbers. Moments are RFC 3339 in UTC. An
unknown field or parameter is refused.

**Once.** `Idempotency-Key` (1 to 64 printable ASCII characters) on a POST: the same request with the same key gets its first
answer again for 7 days, with `Idempotency-Replayed: true`, also when that was a refusal; another request with it gets 409.
Credits and money never move twice with one key, after that time neither. Where they move the key is required.

**Lists.** `limit` (1 to 100) and `cursor`: send `next_cursor` of one page to get the next; null means that it was the last.

**Changes.** Single things have a strong `ETag`. `If-None-Match` gets 304, `If-Match` on PATCH and DELETE gets 412 when
somebody was quicker.

**How often.** `RateLimit-Limit`, `-Remaining` and `-Reset` (seconds) stand on each answer; too many get 429 with `Retry-After`.
A batch counts once.

**Problems** are `application/problem+json` (RFC 9457). `instance` is the request's ID; `errors` name fields. Types:

| type | status | title | what to do |
|---|---|---|---|
{_TABLE}
"""
