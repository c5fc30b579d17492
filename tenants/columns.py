"""What the columns of this layer's models hold."""

from tenants.personal.types import Columns, Content

_C = Content
_ENTRY = {
    _C.PLAIN: "action code roles scope object_type object_key changes request_id",
    _C.ACTOR: "actor through",
}
_WEBHOOK = {
    _C.PLAIN: "label url event_types",
    _C.ACTOR: "owner client",
    _C.CONTACT: "contact_email",  # emptied when the webhook ends
    _C.DERIVED: "fingerprint",
}

COLUMNS: Columns = {
    "idempotency.IdempotencyKey": {
        _C.ACTOR: "actor",
        _C.PLAIN: "key operation answer",
        _C.DERIVED: "fingerprint",
    },
    "usage.DeprecatedUse": {_C.ACTOR: "client", _C.PLAIN: "market part"},
    "hq_events.NetworkEvent": {_C.PLAIN: "name subject_id payload"},
    "network.Market": {
        _C.PLAIN: "schema_name name_ar name_fr name_en city region_code legal_name",
    },
    "network.Domain": {_C.PLAIN: "domain"},
    "identity.ApiToken": {_C.SEALED: "token_hash", _C.PLAIN: "prefix scope", _C.LABEL: "label"},
    "people.PersonDetails": {_C.PERSON: "name email phone"},
    "people.Person": {_C.ACTOR: "disabled_by"},
    "people.Credential": {_C.SEALED: "password totp_secret"},
    "people.Membership": {_C.PLAIN: "scope", _C.NOTE: "reason end_reason", _C.ACTOR: "granted_by ended_by"},
    "people.Invitation": {
        _C.SEALED: "secret_hash",
        _C.PERSON: "name email phone",
        _C.PLAIN: "scope",
        _C.ACTOR: "invited_by withdrawn_by",
    },
    "oauth.Client": {
        _C.PLAIN: "client_id name redirect_uris post_logout_redirect_uris allowed_origins scope",
        _C.SEALED: "client_secret",
        _C.ACTOR: "registered_by ended_by",
    },
    "oauth.ClientGrant": {_C.PLAIN: "scope", _C.ACTOR: "granted_by ended_by"},
    "oauth.ClientSecret": {_C.SEALED: "secret_hash", _C.ACTOR: "made_by"},
    "oauth.SigningKey": {_C.PLAIN: "id public", _C.SEALED: "private"},
    "oauth.EndedSession": {_C.PLAIN: "reason"},
    "people.Recovery": {_C.SEALED: "secret_hash"},
    "people.Attempts": {_C.SEALED: "key"},
    "audit.AuditEntry": _ENTRY,
    "audit.AuditPersonal": {_C.ORIGIN: "address said reason"},
    "hq_webhooks.Webhook": _WEBHOOK,
    "hq_webhooks.WebhookSecret": {_C.SEALED: "sealed"},
    "hq_webhooks.WebhookDelivery": {_C.PLAIN: "event_type subject_id data"},
    "hq_webhooks.WebhookAttempt": {
        _C.PLAIN: "url address request_body response_headers response_body trouble"
    },
    "hq_bulk.BulkFile": {_C.ACTOR: "owner client", _C.PLAIN: "media_type", _C.DERIVED: "digest"},
    # A document names types and fields; what it is about comes in lines, and results are files for a week.
    "hq_bulk.BulkOperation": {
        _C.ACTOR: "owner client counted_as",
        _C.PLAIN: "allowed language field document error_code",
        _C.DERIVED: "after",
    },
    "hq_bulk.BulkPiece": {_C.PLAIN: "text"},  # until the operation ends
}
