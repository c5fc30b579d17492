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
    "catalogue.TaxRate": {_C.PLAIN: "legal_reference", _C.ACTOR: "set_by"},
}
