"""The words of webhooks."""

from api.base.enums import described_enum
from tenants.webhooks import types

DeliveryState = described_enum(
    types.DeliveryState,
    "WebhookDeliveryState",
    "Where a delivery stands.",
    WAITING="It will be sent, or sent again.",
    DELIVERED="The receiver took it.",
    FAILED="Every try failed. A replay sends it again.",
)
DisabledBecause = described_enum(
    types.DisabledBecause,
    "WebhookDisabledBecause",
    "Why nothing is sent to a webhook.",
    OWNER="Somebody disabled it.",
    GONE="The receiver answered 410.",
    FAILING="Nothing was taken for three days.",
    RIGHTS_ENDED="Its owner may no longer read events here.",
)
Trouble = described_enum(
    types.Trouble,
    "WebhookTrouble",
    "Why there is no complete answer.",
    DNS="The name leads to no address.",
    ADDRESS_REFUSED="The name leads to an address that is not of the public internet.",
    PLAIN_HTTP_REFUSED="The address is not TLS.",
    CONNECTION="No connection, or one that broke before an answer.",
    TLS="The certificate is not the name's, or is not trusted.",
    TIMEOUT="It took longer than 15 seconds.",
    CUT_OFF="The answer broke off.",
)
