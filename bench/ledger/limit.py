"""The limit: plain SQL through pgbench, in bare tables and in the ledger's own."""

import re
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from .cases import CASES, CUSTOMERS, KINDS

# Two accounts a customer, 1 and 2 and so on, and account 0, out of which everybody pays in the hot case.
TABLES = f"""
CREATE TABLE place (id bigint PRIMARY KEY, balance bigint NOT NULL CHECK (balance >= 0)) WITH (fillfactor = 70);
CREATE TABLE movement (id bigserial PRIMARY KEY, key uuid NOT NULL UNIQUE, debit bigint NOT NULL, credit bigint NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0), at timestamptz NOT NULL DEFAULT now());
INSERT INTO place SELECT id, 1000000000 FROM generate_series(0, {2 * CUSTOMERS}) AS id;
CREATE FUNCTION move(wanted uuid, source bigint, target bigint, quantity bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM place WHERE id = ANY (ARRAY[source, target]) ORDER BY id FOR NO KEY UPDATE;
    INSERT INTO movement (key, debit, credit, amount) VALUES (wanted, source, target, quantity)
        ON CONFLICT (key) DO NOTHING;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE place SET balance = balance + CASE id WHEN source THEN -quantity ELSE quantity END
        WHERE id = ANY (ARRAY[source, target]);
    RETURN true;
END $$;
"""
PAIRS = {
    False: f"\\set n random(1, {CUSTOMERS})\n\\set a :n * 2 - 1\n\\set b :n * 2\n",
    True: f"\\set a 0\n\\set b random(1, {2 * CUSTOMERS})\n",
}
SCRIPTS = {
    "raw": """BEGIN;
UPDATE place SET balance = balance - 1 WHERE id = :a;
UPDATE place SET balance = balance + 1 WHERE id = :b;
INSERT INTO movement (key, debit, credit, amount) VALUES (gen_random_uuid(), :a, :b, 1);
COMMIT;
""",
    "function": "SELECT move(gen_random_uuid(), :a, :b, 1);\n",
    # The rows that the writer writes, in the ledger's own tables, with their indexes and foreign keys.
    "own tables": """BEGIN;
UPDATE credits_account SET balance = balance - 1, version = version + 1 WHERE id = :a
    RETURNING version, balance, tenant_id, organization_id \\gset a_
UPDATE credits_account SET balance = balance + 1, version = version + 1 WHERE id = :b RETURNING version, balance \\gset b_
INSERT INTO credits_ledgerrequest (tenant_id, organization_id, key, request_hash, action, outcome, reason, at)
    VALUES (:a_tenant_id, :a_organization_id, gen_random_uuid(), '', 'spend', 'posted', '', now()) RETURNING id \\gset r_
INSERT INTO credits_transfer (tenant_id, request_id, debit_id, credit_id, amount, kind,
    debit_version, credit_version, debit_after, credit_after, at)
    VALUES (:a_tenant_id, :r_id, :a, :b, 1, 'spending', :a_version, :b_version, :a_balance, :b_balance, now());
COMMIT;
""",
    # What the writer says to PostgreSQL, without Python: two functions, and JSON between them.
    "own functions": """\\set key random(1, 1000000000000000)
BEGIN;
SELECT locked[1][2] - 1 AS left, locked[1][3] + 1 AS out, locked[2][2] + 1 AS held, locked[2][3] + 1 AS in
    FROM credits_lock(ARRAY[:a, :b]::bigint[], ARRAY[:tenant]::bigint[], ARRAY[':key']::text[]) \\gset
SELECT credits_store(
    '[{"tenant_id": :tenant, "organization_id": :tenant, "key": ":key", "request_hash": "", "action": "spend",
    "outcome": "posted", "reason": "", "at": "2026-11-27 12:00:00+00"}]',
    '[{"id": :a, "balance": :left, "version": :out}, {"id": :b, "balance": :held, "version": :in}]',
    '[{"tenant_id": :tenant, "request_id": 0, "debit_id": :a, "credit_id": :b, "amount": 1, "kind": "spending",
    "debit_version": :out, "credit_version": :in, "debit_after": :left, "credit_after": :held,
    "at": "2026-11-27 12:00:00+00"}]');
COMMIT;
""",
}
OWN = ("own tables", "own functions")


def pairs_of_own(url: str) -> dict[bool, str]:
    """The same choice of accounts as the writer makes: prepared in one go, so that their keys follow one another."""
    import psycopg

    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT id, tenant_id FROM credits_account WHERE kind = 'pool'").fetchone()
    pool, tenant = found  # type: ignore[misc]
    customer = f"\\set n random(0, {CUSTOMERS - 1})\n\\set k {pool} + 1 + :n * {len(KINDS)}\n\\set tenant {tenant}\n"
    return {False: f"{customer}\\set a :k\n\\set b :k + 1\n", True: f"{customer}\\set a {pool}\n\\set b :k\n"}


def pgbench(program: Path, url: str, what: str, case: str, seconds: float) -> float:
    clients, hot = CASES[case]
    pairs = pairs_of_own(url) if what in OWN else PAIRS
    folder = parse_qs(urlsplit(url).query)["host"][0]
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(pairs[hot] + SCRIPTS[what])
        script.flush()
        out = subprocess.run(
            [program, "-n", "-h", folder, "-U", "portal", "-f", script.name, "-c", str(clients), "-j",
             str(min(clients, 2)), "-T", str(max(1, round(seconds))), urlsplit(url).path.lstrip("/")],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
    return float(re.search(r"tps = ([\d.]+)", out)[1])  # type: ignore[index]
