"""What a market charged by flat rates is kept as versions of one rule, line by line."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from kernel.ids import new_id
from markets.fees import queries
from markets.fees.types import MARKET_FEE
from markets.sales.models import SaleLine
from tenants.database.session import as_owner

BEFORE = [("sales", "0003_tender_by_stripe_payment"), ("fees", "0001_initial")]


def migrate(targets: Sequence[tuple[str, str]] = ()) -> None:
    """Bring the schema in use to these migrations, or up to date; what the nation has stands in public."""
    executor = MigrationExecutor(connection)
    executor.recorder.ensure_schema()
    nation = {config.label for config in apps.get_app_configs() if config.name in settings.SHARED_APPS}
    nodes = executor.loader.graph.nodes
    executor.loader.applied_migrations.update({node: nodes[node] for node in nodes if node[0] in nation})
    targets = targets or [node for node in executor.loader.graph.leaf_nodes() if node[0] not in nation]
    state = executor._create_project_state(with_applied_migrations=True)
    executor.migrate(targets, executor.migration_plan(targets), state)


@pytest.fixture
def with_rates(network_database: None, now: datetime) -> Iterator[None]:
    """A schema as it was with rates: nothing at first, then 2.5 %, and a line sold under each."""
    with as_owner("longago"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA longago")
        migrate(BEFORE)
        till, sale = new_id(), new_id()
        cursor.execute(
            "INSERT INTO tills_till (id, code, name, state, opened_at)"
            " VALUES (%s, 'T1', 'Caisse', 'active', %s)",
            [till, now],
        )
        cursor.execute(
            "INSERT INTO sales_sale (id, till_id, receipt_year, numbered_by, receipt_number, business_date,"
            " occurred_at, recorded_at, period_id, total_minor, rounding_minor, change_minor, cashier,"
            " fingerprint) VALUES (%s, %s, 2026, 'server', 1, %s, %s, %s, 2026111, 19998, 2, 0, 'k', '')",
            [sale, till, now.date(), now, now],
        )
        cursor.execute(
            "INSERT INTO fees_feerate (effective_from, basis_points, set_by, created_at) VALUES"
            " ('2000-01-01', 0, 'system', %(now)s), ('2026-02-01', 250, 'amina', %(now)s)",
            {"now": now},
        )
        cursor.execute(
            "INSERT INTO sales_saleline (sale_id, position, listing_id, product_id, cooperative_id,"
            " category_code, tax_class, quantity, unit_price_minor, amount_minor, fee_rate_id,"
            " fee_basis_points, fee_minor)"
            " SELECT %s, row_number() OVER (ORDER BY effective_from), %s, %s, %s, 'c', 'exempt', 1, 9999,"
            " 9999, id, basis_points, 9999 * basis_points / 10000 FROM fees_feerate",
            [sale, new_id(), new_id(), new_id()],
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
        transaction.set_rollback(True)


@pytest.mark.deep  # migrations of before the first release, back and forth
class TestRatesBecomeARule:
    def test_with_the_versions_that_lines_were_sold_by(self, with_rates: None) -> None:
        migrate()
        assert queries.past_rates() == {date(2000, 1, 1): 0, date(2026, 2, 1): 250}
        free, charged = SaleLine.objects.order_by("position")
        assert (free.fee_rule_version.number, free.fee_minor) == (1, 0)
        assert (charged.fee_rule_id, charged.fee_rule_version.number) == (MARKET_FEE, 2)
        assert charged.fee_parts == [
            {"kind": "percentage", "basis_points": 250, "base_minor": 9_999, "amount_minor": 249}
        ]
        assert (charged.fee_minor, charged.tax_minor, charged.fee_tax_minor) == (249, 0, 0)
