"""What the columns of this layer's models hold."""

from tenants.personal.types import Columns, Content

_C = Content
_WEBHOOK = {
    _C.PLAIN: "label url event_types",
    _C.ACTOR: "owner client",
    _C.CONTACT: "contact_email",  # emptied when the webhook ends
    _C.DERIVED: "fingerprint",
}

COLUMNS: Columns = {
    "market_idempotency.MarketKey": {
        _C.ACTOR: "actor",
        _C.PLAIN: "key operation answer",
        _C.DERIVED: "fingerprint",
    },
    "market_audit.MarketAuditEntry": {
        _C.PLAIN: "action code roles scope object_type object_key changes request_id",
        _C.ACTOR: "actor through",
    },
    "market_audit.MarketAuditPersonal": {_C.ORIGIN: "address said reason"},
    # Payloads name rows by id: no person, no account, no free words.
    "events.Event": {_C.PLAIN: "name subject_id payload"},
    "market_prices.PriceRequest": {
        _C.NOTE: "reason answer",
        _C.ACTOR: "requested_by decided_by",
    },
    "figures.CategoryDay": {_C.PLAIN: "category_code"},
    "periods.Period": {_C.ACTOR: "prepared_by sealed_by", _C.DERIVED: "approved_digest"},
    "periods.PeriodTransition": {_C.ACTOR: "actor", _C.PLAIN: "permission", _C.NOTE: "note"},
    "periods.ClosingRule": {_C.ACTOR: "set_by"},
    "footfall.VisitorCount": {_C.PLAIN: "source"},
    "costs.OperatingCost": {_C.NOTE: "note", _C.ACTOR: "actor", _C.DERIVED: "fingerprint"},
    "costs.OtherIncome": {_C.NOTE: "note", _C.ACTOR: "actor", _C.DERIVED: "fingerprint"},
    "listings.ListingChange": {_C.ACTOR: "actor"},
    "ledger.Account": {_C.PLAIN: "code"},
    "ledger.Entry": {_C.ACTOR: "actor"},
    "tills.Till": {_C.PLAIN: "code name"},
    "fees.FeeRule": {_C.PLAIN: "name", _C.ACTOR: "created_by ended_by"},
    "fees.FeeRuleVersion": {
        _C.PLAIN: "contracts cooperatives categories groups components",
        _C.ACTOR: "set_by",
    },
    "stock.Deposit": {_C.PLAIN: "lot_code", _C.ACTOR: "actor", _C.DERIVED: "fingerprint"},
    "stock.StockMovement": {_C.NOTE: "reason", _C.ACTOR: "actor"},
    "chain.Block": {_C.DERIVED: "rows_digest statements_digest previous_hash hash"},
    "chain.BlockContent": {_C.DERIVED: "rows statements"},
    "sales.Sale": {_C.ACTOR: "cashier", _C.DERIVED: "fingerprint"},
    "sales.SaleLine": {_C.PLAIN: "category_code tax_class fee_parts tax_note"},
    "sales.Tender": {_C.PLAIN: "reference"},
    "sales.Refund": {_C.PLAIN: "reference", _C.ACTOR: "actor", _C.DERIVED: "fingerprint"},
    "settlement.Statement": {_C.NOTE: "reasons", _C.DERIVED: "digest"},
    "settlement.PayoutMinimum": {_C.ACTOR: "set_by"},
    "settlement.Hold": {
        _C.NOTE: "reason lift_note",
        _C.ACTOR: "placed_by lifted_by",
        _C.DERIVED: "fingerprint",
    },
    "settlement.Contest": {
        _C.NOTE: "argument evidence decision",
        _C.ACTOR: "opened_by decided_by",
        _C.DERIVED: "fingerprint",
    },
    "settlement.Adjustment": {
        _C.NOTE: "reason decision_note",
        _C.ACTOR: "proposed_by decided_by",
        _C.DERIVED: "fingerprint",
    },
    "settlement.RecoveryPlan": {
        _C.NOTE: "evidence",
        _C.ACTOR: "agreed_by ended_by",
        _C.DERIVED: "fingerprint",
    },
    "stripe_account.StripeAccount": {
        _C.SEALED: "sealed_api_key sealed_webhook_secrets",
        _C.PLAIN: "publishable_key platform_country settlement_currency api_base legal_basis cndp_number",
        _C.ACTOR: "configured_by",
        _C.DERIVED: "fingerprint",
    },
    "stripe_account.StripeRate": {_C.PLAIN: "currency", _C.ACTOR: "said_by"},
    "stripe_account.ConnectedAccount": {
        _C.PLAIN: "stripe_id bic country currency payout_interval bank_last4 capabilities requirements "
        "disabled_reason",
        _C.ACTOR: "requested_by",
    },
    "stripe_account.CardPayment": {
        _C.PLAIN: "stripe_id currency error_code charge_id settled_currency exchange_rate",
        _C.NOTE: "description",
        _C.ACTOR: "requested_by",
        _C.DERIVED: "fingerprint",
    },
    "stripe_account.CardRefund": {
        _C.PLAIN: "stripe_id failure_reason",
        _C.ACTOR: "requested_by",
        _C.DERIVED: "fingerprint",
    },
    "stripe_account.StripeDispute": {_C.PLAIN: "stripe_id payment_reference currency reason"},
    "stripe_account.StripeEvent": {
        _C.PLAIN: "id kind account object_kind object_id",
        _C.SEALED: "sealed_payload",
    },
    "payouts.BankSettings": {
        _C.PLAIN: "debtor_name debtor_ice debtor_bic template status_csv statement_csv",
        _C.ACCOUNT: "debtor_rib",
        _C.ACTOR: "set_by",
    },
    "payouts.BankFile": {
        _C.PLAIN: "message_id",
        _C.DERIVED: "digest",
        _C.SEALED: "sealed",
        _C.ACTOR: "made_by",
    },
    "payouts.BankFileDownload": {_C.ACTOR: "actor", _C.PLAIN: "request_id"},
    "payouts.BankAnswer": {_C.DERIVED: "digest", _C.SEALED: "sealed", _C.ACTOR: "uploaded_by"},
    "payouts.Payout": {_C.NOTE: "held_because evidence", _C.ACTOR: "created_by"},
    "payouts.PayoutBatch": {_C.DERIVED: "digest fingerprint", _C.ACTOR: "prepared_by"},
    "payouts.BatchApproval": {_C.ACTOR: "actor", _C.DERIVED: "digest"},
    "payouts.PayoutAttempt": {
        _C.PARTY: "holder",
        _C.ACCOUNT: "rib",
        _C.PLAIN: "destination end_to_end_id reference second_reference reason_code exchange_currency "
        "exchange_rate",
        _C.NOTE: "reason_text",
    },
    "payouts.PayoutReport": {
        _C.PLAIN: "source reference reason_code",
        _C.NOTE: "reason_text",
        _C.ACTOR: "recorded_by",
    },
    "payouts.CoApprovalRule": {_C.ACTOR: "set_by"},
    # The cooperative's name and its masked account: an enterprise, on a sealed document.
    "documents.StatementNames": {_C.PARTY: "printed"},
    "documents.StatementFile": {_C.PLAIN: "edition", _C.DERIVED: "digest"},
    # No name and no account stands in a message, and where it is sent is kept nowhere.
    "documents.Message": {_C.PLAIN: "subject_id subject_line text_ar text_fr problem"},
    "reconciliation.BankStatement": {
        _C.DERIVED: "digest",
        _C.PLAIN: "account reference",
        _C.ACCOUNT: "account_rib",
        _C.ACTOR: "uploaded_by",
    },
    "reconciliation.BankLine": {
        _C.PLAIN: "account entry_reference end_to_end_id return_reason",
        _C.ACCOUNT: "account_rib",
        _C.PARTY: "counterparty remittance return_text",
    },
    "reconciliation.CardBatch": {
        _C.PLAIN: "reference",
        _C.ACTOR: "declared_by withdrawn_by",
        _C.DERIVED: "fingerprint",
    },
    "reconciliation.CashDeposit": {
        _C.PLAIN: "reference",
        _C.ACTOR: "declared_by withdrawn_by",
        _C.DERIVED: "fingerprint",
        _C.WITNESS: "carried_by",
    },
    "reconciliation.MatchRule": {_C.PLAIN: "name criteria account", _C.ACTOR: "set_by"},
    "reconciliation.Match": {_C.PLAIN: "account rule_name", _C.NOTE: "note", _C.ACTOR: "matched_by"},
    "reconciliation.SuspenseItem": {_C.ACTOR: "owner cleared_by"},
    "reconciliation.Explanation": {_C.NOTE: "text", _C.DERIVED: "digest", _C.ACTOR: "signed_by"},
    "accounting.ChartAccount": {_C.PLAIN: "number label_fr label_ar", _C.ACTOR: "edited_by"},
    "accounting.AccountMapping": {_C.PLAIN: "journal_code", _C.ACTOR: "set_by"},
    "accounting.JournalExport": {_C.DERIVED: "digest", _C.ACTOR: "made_by"},
    "verification.VerificationRun": {_C.PLAIN: "details"},
    "webhooks.Webhook": _WEBHOOK,
    "webhooks.WebhookSecret": {_C.SEALED: "sealed"},
    "webhooks.WebhookDelivery": {_C.PLAIN: "event_type subject_id data"},
    "webhooks.WebhookAttempt": {_C.PLAIN: "url address request_body response_headers response_body trouble"},
    "bulk.BulkFile": {_C.ACTOR: "owner client", _C.PLAIN: "media_type", _C.DERIVED: "digest"},
    # A document names types and fields; what it is about comes in lines, and results are files for a week.
    "bulk.BulkOperation": {
        _C.ACTOR: "owner client counted_as",
        _C.PLAIN: "allowed language field document error_code",
        _C.DERIVED: "after",
    },
    "bulk.BulkPiece": {_C.PLAIN: "text"},  # until the operation ends
}
