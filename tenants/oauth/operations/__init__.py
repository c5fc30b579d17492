"""The writes of OAuth's slice. They run as headquarters."""

from tenants.oauth.operations._clients import (
    OVERLAP,
    ClientEnded,
    ClientExceedsRegistrar,
    ClientIdTaken,
    ClientKeepsNoSecret,
    DecisionNeedsPerson,
    IssuedClient,
    end_client,
    register_client,
    rotate_client_secret,
)
from tenants.oauth.operations._keys import (
    rotate_signing_keys,
    rotate_signing_keys_when_due,
    signing_key,
    withdraw_signing_key,
)
from tenants.oauth.operations._sessions import (
    REFRESH_REPLAYED,
    REVOKED,
    end_session,
    end_session_of_code,
)

__all__ = [
    "OVERLAP",
    "REFRESH_REPLAYED",
    "REVOKED",
    "ClientEnded",
    "ClientExceedsRegistrar",
    "ClientIdTaken",
    "ClientKeepsNoSecret",
    "DecisionNeedsPerson",
    "IssuedClient",
    "end_client",
    "end_session",
    "end_session_of_code",
    "register_client",
    "rotate_client_secret",
    "rotate_signing_keys",
    "rotate_signing_keys_when_due",
    "signing_key",
    "withdraw_signing_key",
]
