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
    "registry.PayeeAccount": {
        _C.PARTY: "holder",
        _C.ACCOUNT: "rib",
        _C.ACTOR: "recorded_by verified_by rejected_by",
        _C.WITNESS: "call_back_note",
        _C.NOTE: "rejection_reason",
    },
    "registry.PayeeRules": {_C.ACTOR: "set_by"},
    "registry.Authorisation": {_C.PLAIN: "number", _C.NOTE: "status_reason", _C.ACTOR: "changed_by"},
    "registry.Participation": {_C.PLAIN: "contract", _C.ACTOR: "recorded_by"},
    "catalogue.Category": {_C.PLAIN: f"code {_NAMES} usual_packs"},
    "catalogue.Product": {
        _C.PLAIN: f"code gtin {_NAMES} description_ar description_fr description_en",
        _C.DERIVED: f"{_SORTED} fingerprint",
        _C.ACTOR: "approved_by updated_by",
    },
    "cooperative_documents.Document": {
        _C.PLAIN: "number issuer media_type",
        _C.ACTOR: "submitted_by reviewed_by",
        _C.NOTE: "review_note",
        _C.DERIVED: "digest fingerprint",
    },
    "cooperative_documents.Grace": {_C.NOTE: "reason", _C.ACTOR: "granted_by"},
    "cooperative_documents.RequirementSet": {_C.PLAIN: "requirements", _C.ACTOR: "published_by"},
    "cooperative_documents.ExpiryNotice": {_C.PLAIN: "problem"},
    "catalogue.TaxRate": {_C.PLAIN: "legal_reference", _C.ACTOR: "set_by"},
    "selection.Grid": {_C.PLAIN: "title terms", _C.ACTOR: "set_by"},
    "selection.Round": {_C.PLAIN: "title", _C.ACTOR: "opened_by scored_by"},
    "selection.Application": {_C.PLAIN: "name_ar name_fr failed_gates", _C.ACTOR: "entered_by"},
    "selection.ConflictOfInterest": {_C.ACTOR: "member", _C.NOTE: "reason"},
    "selection.ScoreSheet": {_C.ACTOR: "scorer", _C.NOTE: "note"},
    "selection.Decision": {_C.DERIVED: "digest", _C.PLAIN: "shortfalls", _C.ACTOR: "prepared_by signed_by"},
    "selection.Place": {_C.PLAIN: "quota_value failed_gates"},
    "selection.Appeal": {_C.NOTE: "argument answer", _C.ACTOR: "filed_by decided_by"},
    "selection.Adjudication": {_C.NOTE: "reason", _C.ACTOR: "decided_by"},
}
