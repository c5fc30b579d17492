"""Closing a half-month at the full size of the Oasis market beside the bare SQL of it, and deriving the
statements of four years again for an audit.

    .venv/bin/python -m bench.statements [--tickets 5000] [--closings 3] [--half-months 96]

Makes a market of 356 cooperatives on the embedded server in a database of its own; its ledger is filled by
SQL, five lines with their fees to a ticket. Each step is printed as a multiple of the bare SQL that adds up
the postings of the half-month by cooperative and kind, in the same run (the least time of each); the seal
also as a multiple of the bare SQL that writes the same statements, lines, figures, events and blocks.
"""

import argparse
import resource
import time
import tracemalloc
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, transaction

from bench.alone import APPROVER, AT, BEFORE, MARKET, PREPARER, nation_with
from kernel.halfmonth import HalfMonth
from markets.chain.canonical import ROWS_BY_DAY
from markets.ledger import operations as ledger
from markets.ledger.types import cooperative_payable, market_fees, till_cash
from markets.periods import operations as periods
from markets.periods.models import Period
from markets.settlement import operations as settlement
from markets.settlement import queries as reviews
from markets.settlement.models import Statement
from markets.settlement.queries import BY_KIND, COOPERATIVE_SIDES
from markets.verification.statements import rederive
from shared_catalog.registry.models import Cooperative
from shared_catalog.seed import operations as seed
from tenants.database.session import as_hq, as_market, as_owner

FIRST = HalfMonth(2026, 11, 1)
MOST = 3
"""How many times the bare SQL it may take to derive the statements of a half-month."""
FEW = 8
"""Half-months whose memory the whole audit's is compared with."""
PAST_TICKETS = 1_000

_FILL = """
    WITH maker AS (
        SELECT id AS account_id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS makers
        FROM ledger_account WHERE kind = 'payable'
    ), entry AS (
        INSERT INTO ledger_entry
            (id, kind, source_id, period_id, occurred_at, recorded_at, business_date, actor)
        SELECT gen_random_uuid(), 'sale', gen_random_uuid(), period.id, at, at,
               starts_on + number * (ends_on - starts_on) / %(tickets)s, 'bench'
        FROM periods_period period, generate_series(0, %(tickets)s - 1) number,
             LATERAL (SELECT starts_at + number * (ends_at - starts_at) / %(tickets)s AS at) moment
        WHERE period.id = %(period)s RETURNING id, period_id
    ), line AS (
        SELECT entry.id, period_id, account_id, 500 + (random() * 20000)::bigint AS amount_minor
        FROM (SELECT *, row_number() OVER () AS number FROM entry) entry, generate_series(1, 5) nth, maker
        WHERE maker.place = (entry.number * 5 + nth) %% makers
    )
    INSERT INTO ledger_posting (entry_id, period_id, debit_id, credit_id, amount_minor, kind)
    SELECT line.id, period_id, cash.id, account_id, amount_minor, 'sale'
    FROM line, ledger_account cash WHERE cash.code = 'till:cash'
    UNION ALL
    SELECT line.id, period_id, account_id, fees.id, amount_minor / 20, 'fee'
    FROM line, ledger_account fees WHERE fees.code = 'market:fees'
"""
_SUMS = f"""
    SELECT cooperative_id, {BY_KIND} FROM ({COOPERATIVE_SIDES} AND period_id = %(period)s) side
    GROUP BY cooperative_id
"""

# What a seal writes, as one writes it by hand.
_WRITE = (
    f"""INSERT INTO settlement_statement (id, number, period_id, cooperative_id, opening_minor,
            released_minor, sales_minor, returns_minor, fees_minor, adjustments_minor, net_minor, held_minor,
            payable_minor, carried_minor, reasons, digest, issued_at)
        SELECT gen_random_uuid(), 1000000 + row_number() OVER (), %(period)s, cooperative_id, 0, 0,
               sales_minor, returns_minor, fees_minor, adjustments_minor, net_minor, 0, net_minor, 0, '[]',
               sha256('statement'), now()
        FROM (SELECT *, sales_minor - returns_minor - fees_minor + adjustments_minor AS net_minor
              FROM ({_SUMS}) sums) statement""",
    f"""INSERT INTO settlement_statementline (statement_id, posting_id, kind, amount_minor, late)
        SELECT statement.id, posting_id, side.kind, amount_minor, entry.occurred_at < period.starts_at
        FROM ({COOPERATIVE_SIDES} AND period_id = %(period)s) side
        JOIN ledger_entry entry ON entry.id = side.entry_id
        JOIN periods_period period ON period.id = side.period_id
        JOIN settlement_statement statement
          ON (statement.cooperative_id, statement.period_id) = (side.cooperative_id, side.period_id)
        ORDER BY posting_id""",
    """SELECT statement_id, sum(line.amount_minor), sha256(convert_to(string_agg(
               kind || ' ' || line.amount_minor || ' ' || posting_id, E'\\n' ORDER BY line.id), 'UTF8'))
        FROM settlement_statementline line
        JOIN settlement_statement statement ON statement.id = statement_id
        WHERE period_id = %(period)s GROUP BY statement_id""",
    """INSERT INTO figures_payout (period_id, cooperative_id, pay_on, payable_minor, held_minor,
            carried_minor, paid_minor)
        SELECT period_id, cooperative_id, issued_at, payable_minor, 0, 0, 0
        FROM settlement_statement WHERE period_id = %(period)s""",
    """INSERT INTO events_event (name, subject_id, payload, occurred_at, recorded_at)
        SELECT 'statement.issued', id, to_jsonb(statement), issued_at, issued_at
        FROM settlement_statement statement WHERE period_id = %(period)s""",
    f"""WITH day AS (
            SELECT 1000000 + row_number() OVER () AS number, day, rows FROM ({ROWS_BY_DAY}) day
        ), block AS (
            INSERT INTO chain_block (number, period_id, day, rows_count, rows_digest, statements_count,
                statements_digest, previous_hash, hash)
            SELECT number, %(period)s, day, length(rows) / 49, sha256(rows), 0, sha256(''),
                   sha256(int8send(number)), sha256(int8send(number + 1)) FROM day
        )
        INSERT INTO chain_blockcontent (block_id, rows, statements) SELECT number, rows, '' FROM day""",
    "SET CONSTRAINTS ALL IMMEDIATE",
)


def build() -> None:
    """The cooperatives in the market, with their accounts."""
    with as_hq():
        seed.admit_all(market_schema=MARKET, at=BEFORE, actor=PREPARER)
    with as_market(MARKET), transaction.atomic():
        sellers = Cooperative.objects.values_list("id", flat=True)
        ledger.open_accounts(codes=[*map(cooperative_payable, sellers), till_cash(), market_fees()])


def fill(period_id: int, tickets: int) -> int:
    """Postings of so many tickets, spread over all cooperatives and the half-month; how many."""
    with connection.cursor() as cursor:
        cursor.execute(_FILL, {"period": period_id, "tickets": tickets})
        written: int = cursor.rowcount
    with as_owner(MARKET), connection.cursor() as cursor:
        cursor.execute("ANALYZE ledger_posting, ledger_entry")
    return written


def close(half_month: HalfMonth, tickets: int) -> dict[str, float]:
    """Close a half-month by two people; the seconds of each step and of the bare SQL."""
    period = Period.objects.get(pk=half_month.key)
    at, key = period.cut_off_at, {"period": half_month.key}
    fill(half_month.key, tickets)
    took = {"sums": least(lambda: run(_SUMS, key))}
    took["cut-off"] = timed(
        lambda: periods.cut_off(period_id=period.id, at=at, actor=PREPARER, permission="periods:close")
    )
    settlement.start_review(period_id=period.id, at=at, actor=PREPARER)
    took["review"] = least(lambda: reviews.review_of(period))
    took["sums"] = min(took["sums"], least(lambda: run(_SUMS, key)))
    digest = reviews.review_of(period).digest
    took["approval"] = timed(
        lambda: settlement.approve_period(period_id=period.id, digest=digest, at=at, actor=APPROVER)
    )
    took["writes"] = timed(lambda: write_by_hand(half_month))
    took["seal"] = timed(lambda: settlement.seal_period(period_id=period.id, at=at, actor=PREPARER))
    return took


def write_by_hand(half_month: HalfMonth) -> None:
    """What sealing writes, set by set, and then undone."""
    given = {"period": half_month.key, "first": half_month.first_day, "last": half_month.last_day}
    with transaction.atomic():
        run("SET LOCAL enable_nestloop = off", {})
        for statement in _WRITE:
            run(statement, given)
        transaction.set_rollback(True)


def run(statement: str, given: dict[str, Any]) -> Sequence[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given or None)
        return cursor.fetchall() if cursor.description else []


def least(step: Callable[[], object], times: int = 5) -> float:
    return min(timed(step) for _ in range(times))


def timed(step: Callable[[], object]) -> float:
    began = time.perf_counter()
    step()
    return time.perf_counter() - began


def trade_and_settle(half_months: int) -> None:
    """So many half-months of the past, each with its statements."""
    past = [FIRST.previous()]
    while len(past) < half_months:
        past.append(past[-1].previous())
    for half_month in reversed(past):
        with transaction.atomic():
            periods.add_past_period(half_month=half_month)
        fill(half_month.key, PAST_TICKETS)
        settlement.settle_past_period(period_id=half_month.key, at=AT, actor=PREPARER)


def audit(half_months: int) -> tuple[int, int, float]:
    """Derive the first so many half-months again: statements, the most KiB that Python held, seconds."""
    tracemalloc.start()
    statements = 0
    began = time.perf_counter()
    for derived in rederive(Period.objects.filter(imported=True).order_by("id")[:half_months].iterator()):
        assert not derived.differences, derived
        statements += 1
    took = time.perf_counter() - began
    held = tracemalloc.get_traced_memory()[1] // 1024
    tracemalloc.stop()
    return statements, held, took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--tickets", type=int, default=5_000, help="tickets of five lines in a half-month")
    parser.add_argument("--closings", type=int, default=3, help="how many half-months are closed")
    parser.add_argument("--half-months", type=int, default=96, help="how many are derived again")
    asked = parser.parse_args()
    with nation_with(MARKET):
        build()
        with as_market(MARKET):
            trade_and_settle(asked.half_months)
            show_audit(asked.half_months)
            show_closings(asked.closings, asked.tickets)


def show_audit(half_months: int) -> None:
    audit(1)  # what is kept for the life of a process is no part of either
    for count in (FEW, half_months):
        statements, held, took = audit(count)
        resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{count} half-months, {statements:,} statements derived again in {took:.1f} s: "
            f"{held:,} KiB at most in Python, {resident} MiB resident at most",
            flush=True,
        )


def show_closings(closings: int, tickets: int) -> None:
    half_month, measured = FIRST, []
    for _ in range(closings):
        measured.append(close(half_month, tickets))
        half_month = half_month.next()
    best = {step: min(took[step] for took in measured) for step in measured[0]}
    print(f"{Statement.objects.filter(period_id=FIRST.key).count()} statements, {tickets * 10:,} postings:")
    for step, took in best.items():
        print(f"{step:<10}{1_000 * took:>9.1f} ms{took / best['sums']:>8.2f} times the sums")
    by_us = sum(best[step] for step in ("cut-off", "review", "approval", "seal"))
    ratios = best["seal"] / best["writes"], by_us / best["writes"]
    print(f"The seal takes {ratios[0]:.2f} times the bare SQL of its rows, and all steps {ratios[1]:.2f}.")
    worst = max(best[step] for step in ("cut-off", "review", "approval")) / best["sums"]
    print(f"Deriving takes {worst:.2f} times the bare sums, and at most {MOST} is promised.")


if __name__ == "__main__":
    main()
