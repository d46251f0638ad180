"""The data: a reseller with a thousand customers who have credits, and millions of bare events with the sums of them."""

from bench.ledger.ours import prepare_ours

from .cases import DAYS, RESELLERS

# The baseline: as narrow as events can be, so that its GROUP BY reads nothing but an index.
_RAW = {
    "postgresql": """
        CREATE TABLE raw_event (tenant bigint NOT NULL, day date NOT NULL, metric bigint NOT NULL, quantity bigint NOT NULL,
            charge bigint NOT NULL);
        INSERT INTO raw_event SELECT CASE WHEN random() < 0.6 THEN {first} ELSE {other} + floor(random() * {resellers})::int END,
            current_date - floor(random() * {days})::int, {metric} + (random() < 0.2)::int,
            1 + floor(random() * 5000)::int, floor(random() * 9000)::int FROM generate_series(1, {events});
        CREATE INDEX raw_cover ON raw_event (tenant, day, metric) INCLUDE (quantity, charge);""",
    "sqlite": """
        CREATE TABLE raw_event (tenant integer NOT NULL, day text NOT NULL, metric integer NOT NULL, quantity integer NOT NULL,
            charge integer NOT NULL);
        WITH RECURSIVE one (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one WHERE n < {events})
        INSERT INTO raw_event SELECT iif(abs(random()) % 10 < 6, {first}, {other} + abs(random()) % {resellers}),
            date('now', '-' || (abs(random()) % {days}) || ' days'), {metric} + (abs(random()) % 10 < 2),
            1 + abs(random()) % 5000, abs(random()) % 9000 FROM one;
        CREATE INDEX raw_cover ON raw_event (tenant, day, metric, quantity, charge);""",
}
_SUMS = """INSERT INTO billing_tenantusage (tenant_id, day, metric_id, shard, events, quantity, charge)
    SELECT tenant, day, metric, quantity % 8, count(*), sum(quantity), sum(charge) FROM raw_event GROUP BY 1, 2, 3, 4;"""
# Plain writing: the columns of an event, and nothing that has to be kept with them.
_BARE = """CREATE TABLE bare_event (tenant_id bigint, organization_id bigint, received_at {moment}, token_id bigint,
    transcription_id bigint, event_id text, metric_id bigint, quantity bigint, occurred_at {moment}, day date, language text,
    charge bigint, refused boolean, request_id bigint);"""


def fill(url: str, events: int) -> None:
    prepare_ours(url)
    from django.db import connection

    from billing.metrics import metric_of
    from customers.models import Organization
    from reseller_portal.lib import clock

    first = Organization.objects.get(kind="reseller")
    facts = {"kind": "reseller", "currency": "EUR", "time_zone": "UTC", "search_text": "", "registered_at": clock.now()}
    others = Organization.objects.bulk_create(
        Organization(name=f"r{n}", name_key=f"r{n}", email=f"r{n}@bench.example", **facts) for n in range(RESELLERS)
    )
    metrics = sorted(metric_of(code).pk for code in ("hours_processed", "transcriptions"))
    numbers = {"first": first.pk, "other": others[0].pk, "metric": metrics[0], "events": events}
    moment = "timestamptz" if connection.vendor == "postgresql" else "text"
    script = (
        _RAW[connection.vendor].format(**numbers, resellers=RESELLERS, days=DAYS) + _SUMS + _BARE.format(moment=moment)
    )
    with connection.cursor() as cursor:
        for statement in filter(str.strip, script.split(";")):
            cursor.execute(statement)
        for what in ("VACUUM ANALYZE",) if connection.vendor == "postgresql" else ("ANALYZE",):
            cursor.execute(what)
    connection.close()
