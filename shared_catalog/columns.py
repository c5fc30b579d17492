"""What the columns of this layer's models hold."""

from tenants.personal.types import Columns, Content

_C = Content
_NAMES = "name_ar name_fr name_en"
_SORTED = "sort_ar sort_fr sort_en search_text"

COLUMNS: Columns = {
    "calendar.Holiday": {_C.PLAIN: _NAMES, _C.ACTOR: "changed_by"},
    "registry.Region": {_C.PLAIN: f"code short {_NAMES} seat_fr"},
    "registry.Province": {_C.PLAIN: f"code kind {_NAMES}"},
    "registry.CodeSeries": {_C.PLAIN: "name"},
    "registry.Cooperative": {
        _C.PLAIN: f"code {_NAMES} ice register_number register_court",
        _C.DERIVED: f"{_SORTED} fingerprint",
    },
    "registry.CooperativeContact": {_C.CONTACT: "name phone email"},
    "registry.CooperativeHistory": {_C.ACTOR: "actor", _C.NOTE: "reason"},
    "registry.LegalIdentity": {
        _C.PLAIN: "designation tax_id trade_register_number trade_register_court central_register_number"
        " legacy_approval seat_address postal_code locality",
        _C.ACTOR: "updated_by",
    },
    "registry.IdentityChange": {_C.PLAIN: "before after", _C.ACTOR: "actor"},
    "registry.Officer": {
        _C.CONTACT: "name phone email",
        _C.ACTOR: "recorded_by",
        _C.DERIVED: "fingerprint",
    },
    "registry.PayeeAccount": {
        _C.PARTY: "holder",
        _C.ACCOUNT: "rib",
        _C.ACTOR: "recorded_by verified_by rejected_by",
        _C.WITNESS: "call_back_note",
        _C.NOTE: "rejection_reason",
    },
    "registry.PayeeRules": {_C.ACTOR: "set_by"},
    "registry.Authorisation": {_C.PLAIN: "number", _C.NOTE: "status_reason", _C.ACTOR: "changed_by"},
    "registry.Participation": {
        _C.PLAIN: "contract stand",
        _C.ACTOR: "recorded_by",
        _C.NOTE: "suspension_reason",
    },
    "registry.ParticipationChange": {_C.PLAIN: "before after", _C.ACTOR: "actor", _C.NOTE: "reason"},
    "catalogue.Category": {_C.PLAIN: f"code {_NAMES} usual_packs"},
    "catalogue.Product": {
        _C.PLAIN: f"code gtin {_NAMES} description_ar description_fr description_en",
        _C.DERIVED: f"{_SORTED} fingerprint",
        _C.ACTOR: "approved_by updated_by",
    },
    "catalogue.Attribute": {_C.PLAIN: f"code {_NAMES} unit choices"},
    "catalogue.AttributeSheet": {_C.PLAIN: "values", _C.ACTOR: "set_by"},
    "catalogue.Barcode": {_C.PLAIN: "code", _C.ACTOR: "added_by ended_by"},
    "marks.Mark": {_C.PLAIN: f"code {_NAMES}"},
    "marks.MarkGrant": {
        _C.PLAIN: "certificate_number issuer",
        _C.ACTOR: "granted_by withdrawn_by",
        _C.NOTE: "withdrawal_reason",
        _C.DERIVED: "fingerprint",
    },
    "media.Media": {
        _C.PLAIN: "alt_ar alt_fr alt_en",
        _C.ACTOR: "added_by retired_by",
        _C.DERIVED: "digest fingerprint",
    },
    "moderation.ChangeRequest": {
        _C.ACTOR: "proposed_by assigned_to decided_by",
        _C.NOTE: "note reason",
        _C.DERIVED: "fingerprint",
    },
    "moderation.ChangeAction": {_C.PLAIN: "before after"},
    "cooperative_documents.Document": {
        _C.PLAIN: "number issuer media_type",
        _C.ACTOR: "submitted_by reviewed_by revoked_by",
        _C.NOTE: "review_note revocation_reason",
        _C.DERIVED: "digest fingerprint",
    },
    "cooperative_documents.Grace": {_C.NOTE: "reason", _C.ACTOR: "granted_by"},
    "cooperative_documents.RequirementSet": {_C.PLAIN: "requirements", _C.ACTOR: "published_by"},
    "cooperative_documents.ExpiryNotice": {_C.PLAIN: "problem"},
    "recalls.Recall": {
        _C.PLAIN: "lot_code instructions_ar instructions_fr instructions_en",
        _C.ACTOR: "opened_by lifted_by",
        _C.NOTE: "reason lift_reason",
    },
    "recalls.Acknowledgement": {_C.ACTOR: "acknowledged_by", _C.NOTE: "note"},
    "catalogue.TaxRate": {_C.PLAIN: "legal_reference", _C.ACTOR: "set_by"},
    "proposals.Proposal": {
        _C.PLAIN: "content",
        _C.CONTACT: "contact_name contact_phone contact_email",
        _C.NOTE: "note",
        _C.ACTOR: "proposed_by",
        _C.DERIVED: "fingerprint",
    },
    "proposals.Decision": {_C.NOTE: "reason", _C.ACTOR: "decided_by"},
    "applications.PublicApplication": {
        _C.SEALED: "secret_hash",
        _C.PLAIN: "typed said name_ar name_fr ice",
        _C.CONTACT: "contact_name contact_phone contact_email",
        _C.ACTOR: "reviewed_by decided_by",
        _C.NOTE: "reason",
    },
    "representation.Floor": {_C.ACTOR: "set_by"},
    "selection.Grid": {_C.PLAIN: "title terms", _C.ACTOR: "set_by"},
    "selection.Round": {_C.PLAIN: "title", _C.ACTOR: "opened_by scored_by"},
    "selection.Application": {_C.PLAIN: "name_ar name_fr failed_gates", _C.ACTOR: "entered_by"},
    "selection.ConflictOfInterest": {_C.ACTOR: "member", _C.NOTE: "reason"},
    "selection.ScoreSheet": {_C.ACTOR: "scorer", _C.NOTE: "note"},
    "selection.Decision": {_C.DERIVED: "digest", _C.PLAIN: "shortfalls", _C.ACTOR: "prepared_by signed_by"},
    "selection.Place": {_C.PLAIN: "quota_value failed_gates"},
    "selection.Appeal": {_C.NOTE: "argument answer", _C.ACTOR: "filed_by decided_by"},
    "selection.Adjudication": {_C.NOTE: "reason", _C.ACTOR: "decided_by"},
    "qualification.Programme": {
        _C.PLAIN: f"code {_NAMES}",
        _C.ACTOR: "defined_by",
        _C.DERIVED: "fingerprint",
    },
    "qualification.Partner": {_C.PLAIN: f"code {_NAMES}"},
    "qualification.Phase": {_C.PLAIN: _NAMES},
    "qualification.Cohort": {_C.PLAIN: "code", _C.ACTOR: "opened_by"},
    "qualification.Overrun": {_C.NOTE: "reason", _C.ACTOR: "signed_by"},
    "qualification.Enrolment": {_C.NOTE: "drop_reason", _C.ACTOR: "enrolled_by ended_by"},
    "qualification.Step": {_C.ACTOR: "recorded_by"},
    "qualification.Cost": {_C.ACTOR: "recorded_by"},
    "qualification.Blocker": {_C.NOTE: "text", _C.ACTOR: "raised_by lifted_by"},
    "qualification.ListingSuggestion": {_C.ACTOR: "suggested_by"},
    "qualification.ListingAnswer": {_C.NOTE: "reason", _C.ACTOR: "answered_by"},
}
