"""The kinds of events that webhooks themselves bring, on either side."""

from tenants.events.types import EventType

WEBHOOK_EVENT_TYPES = (
    EventType(
        "webhook.disabled",
        "webhook",
        "A webhook was given up: its address is gone (`gone`), nothing was taken for three days "
        "(`failing`), or its owner may no longer read events (`rights_ended`).",
        {"webhook": "0193586e-8a00-7000-8000-0000000000e1", "because": "failing"},
    ),
)

TEST_EVENT_TYPE = EventType(
    "webhook.test",
    "webhook",
    'Nothing happened: somebody pressed the test button. It is in no log; its `data` says `"test": true`.',
    {},
)
