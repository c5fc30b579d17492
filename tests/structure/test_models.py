"""Every model: where its table lives, who may touch it, and which way its keys point."""

import itertools
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from tenants.database import grants
from tenants.database.rights import EDIT, Rights
from tenants.database.session import as_owner

OUR_PACKAGES = ("tenants", "shared_catalog", "markets")
LAYERS = ("kernel", "observability", "tenants", "shared_catalog", "markets", "api", "config")

# A row that says what happened is never changed or removed; a mistake is undone by another row.
APPEND_ONLY = {
    "accounting.AccountMapping": set(),
    "accounting.JournalExport": set(),
    "catalogue.AttributeSheet": set(),
    "catalogue.Barcode": {"UPDATE(ended_at)", "UPDATE(ended_by)"},
    "marks.MarkGrant": {"UPDATE(withdrawn_at)", "UPDATE(withdrawn_by)", "UPDATE(withdrawal_reason)"},
    "cooperative_documents.Document": {
        "UPDATE(state)",
        "UPDATE(reviewed_at)",
        "UPDATE(reviewed_by)",
        "UPDATE(review_note)",
        "UPDATE(superseded_from)",
        "UPDATE(revoked_from)",
        "UPDATE(revoked_at)",
        "UPDATE(revoked_by)",
        "UPDATE(revocation_reason)",
    },
    "cooperative_documents.DocumentScope": set(),
    "cooperative_documents.Grace": set(),
    "cooperative_documents.RequirementSet": set(),
    "proposals.Decision": set(),
    "proposals.Proposal": {
        "UPDATE(contact_name)",
        "UPDATE(contact_phone)",
        "UPDATE(contact_email)",
        "UPDATE(contact_forgotten_at)",
    },
    "registry.IdentityChange": set(),
    "registry.ParticipationChange": set(),
    "chain.Block": set(),
    "chain.BlockContent": set(),
    "moderation.ChangeAction": set(),
    "moderation.ChangeRequest": {
        "UPDATE(assigned_to)",
        "UPDATE(assigned_at)",
        "UPDATE(state)",
        "UPDATE(decided_at)",
        "UPDATE(decided_by)",
        "UPDATE(reason)",
    },
    "documents.StatementFile": set(),
    "documents.StatementNames": set(),
    "events.Event": {"UPDATE(position)"},
    "hq_events.NetworkEvent": {"UPDATE(position)"},
    "hq_webhooks.WebhookAttempt": set(),
    "fees.FeeRule": {"UPDATE(ends_on)", "UPDATE(ended_at)", "UPDATE(ended_by)", "UPDATE(version)"},
    "fees.FeeRuleVersion": set(),
    "ledger.Account": set(),
    "ledger.Entry": set(),
    "ledger.Posting": set(),
    "audit.AuditEntry": set(),
    "market_audit.MarketAuditEntry": set(),
    "payouts.BankAnswer": set(),
    "payouts.BankFile": set(),
    "payouts.BankFileDownload": set(),
    "payouts.BankSettings": set(),
    "reconciliation.BankStatement": set(),
    "reconciliation.BankLine": {"UPDATE(state)"},
    "reconciliation.Match": set(),
    "reconciliation.MatchRule": set(),
    "reconciliation.Explanation": set(),
    "sales.Sale": set(),
    "sales.SaleLine": set(),
    "sales.Tender": set(),
    "sales.Refund": set(),
    "sales.RefundLine": set(),
    "payouts.BatchApproval": set(),
    "payouts.CoApprovalRule": set(),
    "payouts.PayoutReport": set(),
    "periods.ClosingRule": set(),
    "open_data.PublicationConsent": {
        "UPDATE(withdrawn_at)",
        "UPDATE(withdrawn_by)",
        "UPDATE(withdrawal_reason)",
    },
    "periods.PeriodTransition": set(),
    "qualification.Blocker": {"UPDATE(until)", "UPDATE(lifted_at)", "UPDATE(lifted_by)"},
    "qualification.Cohort": set(),
    "qualification.Cost": set(),
    "qualification.Enrolment": {
        "UPDATE(state)",
        "UPDATE(authorisation_id)",
        "UPDATE(ended_on)",
        "UPDATE(ended_at)",
        "UPDATE(ended_by)",
        "UPDATE(drop_reason)",
    },
    "qualification.ListingAnswer": set(),
    "qualification.ListingSuggestion": set(),
    "qualification.Overrun": set(),
    "qualification.Phase": set(),
    "qualification.Programme": set(),
    "qualification.Step": {
        "UPDATE(planned_on)",
        "UPDATE(done_on)",
        "UPDATE(recorded_at)",
        "UPDATE(recorded_by)",
    },
    "qualification.StepDocument": set(),
    "applications.Likeness": set(),
    "representation.Floor": set(),
    "registry.MemberCount": set(),
    "catalogue.RecommendedPrice": set(),
    "prices.Corridor": set(),
    "duplicates.ProductDistinction": set(),
    "duplicates.ProductMerge": set(),
    "market_prices.PriceRequest": {
        "UPDATE(state)",
        "UPDATE(decided_at)",
        "UPDATE(decided_by)",
        "UPDATE(answer)",
    },
    "selection.Adjudication": set(),
    "selection.Appeal": {
        "UPDATE(state)",
        "UPDATE(decided_at)",
        "UPDATE(decided_by)",
        "UPDATE(answer)",
    },
    "selection.Application": {"UPDATE(sheets)"},
    "selection.ConflictOfInterest": set(),
    "selection.Decision": {"UPDATE(signed_at)", "UPDATE(signed_by)"},
    "selection.Grid": set(),
    "selection.Place": set(),
    "selection.Round": {"UPDATE(state)", "UPDATE(scored_at)", "UPDATE(scored_by)"},
    "selection.Score": set(),
    "selection.ScoreSheet": set(),
    "settlement.Adjustment": {
        "UPDATE(state)",
        "UPDATE(decided_at)",
        "UPDATE(decided_by)",
        "UPDATE(decision_note)",
    },
    "settlement.Contest": {
        "UPDATE(state)",
        "UPDATE(decided_at)",
        "UPDATE(decided_by)",
        "UPDATE(decision)",
    },
    "settlement.Hold": {"UPDATE(lifted_at)", "UPDATE(lifted_by)", "UPDATE(lift_note)"},
    "settlement.PayoutMinimum": set(),
    "settlement.RecoveryPlan": {"UPDATE(ended_at)", "UPDATE(ended_by)"},
    "settlement.Statement": set(),
    "settlement.StatementLine": set(),
    "stock.Deposit": set(),
    "stripe_account.StripeAccount": set(),
    "stripe_account.StripeRate": set(),
    "stripe_account.StripeEvent": {"UPDATE(processed_at)", "UPDATE(outcome)"},
    "stock.StockMovement": set(),
    "webhooks.WebhookAttempt": set(),
}

# What a job forgets after its time says nothing about what happened; pieces of a result become a file.
FORGOTTEN = {
    "people.Attempts",
    # Drafts that nobody goes on with.
    "applications.PublicApplication",
    "idempotency.IdempotencyKey",
    "market_idempotency.MarketKey",
    "hq_bulk.BulkPiece",
    "bulk.BulkPiece",
}


def our_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.split(".")[0] in OUR_PACKAGES]


def label(model: type[models.Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", our_models(), ids=label)
class TestModel:
    def test_declares_its_rights(self, model: type[models.Model]) -> None:
        assert isinstance(model.__dict__.get("rights"), Rights)

    def test_lives_in_the_schema_of_its_package(self, model: type[models.Model]) -> None:
        expected = settings.TENANT_APPS if model.__module__.startswith("markets.") else settings.SHARED_APPS
        assert apps.get_app_config(model._meta.app_label).name in expected

    def test_has_foreign_keys_that_point_down_and_name_their_class(self, model: type[models.Model]) -> None:
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey) or field.auto_created:
                continue
            target = field.related_model
            assert isinstance(target, type)
            here, there = model.__module__.split(".")[0], target.__module__.split(".")[0]
            assert LAYERS.index(there) <= LAYERS.index(here), f"{field} points up"
            if here != there and here == "markets":
                assert field.remote_field.on_delete is models.DO_NOTHING, (
                    f"{field}: the nation's rows are retired"
                )
                assert field.remote_field.related_name == "+", (
                    f"{field}: the nation does not look into markets"
                )

    def test_keeps_money_in_integers(self, model: type[models.Model]) -> None:
        for field in model._meta.get_fields():
            assert not isinstance(field, models.FloatField | models.DecimalField), (
                f"{field} is not an integer"
            )
            if field.name.endswith("_minor"):
                assert isinstance(field, models.IntegerField), field

    def test_carries_no_behaviour_of_its_own(self, model: type[models.Model]) -> None:
        if label(model) not in ("network.Market", "network.Domain"):
            assert "save" not in model.__dict__ and "delete" not in model.__dict__


def test_append_only_tables_grant_no_change() -> None:
    for name, allowed in APPEND_ONLY.items():
        rights = apps.get_model(name).rights
        changes = {p for p in (*rights.market, *rights.hq) if not p.startswith(("SELECT", "INSERT"))}
        assert changes <= allowed, name


def test_headquarters_may_read_figures_of_a_market_and_nothing_else() -> None:
    for model in grants.models_of(public=False):
        rights = grants.rights_of(model)
        if model._meta.db_table.startswith("figures_"):
            assert rights.hq == ("SELECT",)
        else:
            assert rights.hq == (), model
        assert rights.gate == () and rights.worker == (), model


def test_the_catalogue_grants_exactly_what_is_declared(network_database: None) -> None:
    with as_owner():
        assert grants.in_catalogue("public") == grants.declared(public=True)
        for schema in ("casablanca", "marrakech"):
            assert grants.in_catalogue(schema) == grants.declared(public=False)


def test_a_model_without_declared_rights_is_refused() -> None:
    class Forgotten(models.Model):
        class Meta:
            app_label = "sales"
            managed = False

    try:
        with pytest.raises(grants.UndeclaredRights):
            grants.rights_of(Forgotten)
    finally:
        apps.all_models["sales"].pop("forgotten")
        apps.clear_cache()


def test_a_grant_that_nobody_declared_does_not_survive(network_database: None) -> None:
    from django.db import transaction

    with as_owner("casablanca"), transaction.atomic():
        name = connection.settings_dict["NAME"]
        with connection.cursor() as cursor:
            cursor.execute(f'GRANT DELETE ON casablanca.sales_sale TO "{name}_m_casablanca"')
        assert grants.in_catalogue("casablanca") != grants.declared(public=False)
        grants.apply_market("casablanca")
        assert grants.in_catalogue("casablanca") == grants.declared(public=False)
        transaction.set_rollback(True)


def test_no_trigger_and_no_view_in_a_markets_schema(network_database: None) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = 'casablanca' AND NOT t.tgisinternal"
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT viewname FROM pg_views WHERE schemaname = 'casablanca'")
        assert cursor.fetchall() == []


def test_a_markets_schema_records_the_migrations_of_market_apps_only(network_database: None) -> None:
    labels = {apps.get_app_config(c.label).label for c in _configs(settings.TENANT_APPS)}
    with as_owner("casablanca"), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT app FROM casablanca.django_migrations")
        assert {app for (app,) in cursor.fetchall()} <= labels


def test_edit_never_means_delete() -> None:
    for model in itertools.chain(grants.models_of(public=True), grants.models_of(public=False)):
        if model.__module__.split(".")[0] not in OUR_PACKAGES or label(model) in FORGOTTEN:
            continue
        if not label(model).startswith("history."):
            rights = grants.rights_of(model)
            assert "DELETE" not in {*rights.market, *rights.hq, *rights.gate}, label(model)
    assert "DELETE" not in EDIT


def _configs(names: list[str]) -> Iterator[object]:
    return (c for c in apps.get_app_configs() if c.name in names)
