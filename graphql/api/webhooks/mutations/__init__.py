"""Writes of webhooks, the same on both sides. One file each; each makes its mutation for a side."""

from api.base.mutations import Mutation
from api.webhooks.mutations.end_webhook import end_webhook
from api.webhooks.mutations.register_webhook import register_webhook
from api.webhooks.mutations.replay_deliveries import replay_deliveries
from api.webhooks.mutations.rotate_webhook_secret import rotate_webhook_secret
from api.webhooks.mutations.send_test_webhook import send_test_webhook
from api.webhooks.mutations.update_webhook import update_webhook
from api.webhooks.sides import HQ, MARKET, Side


def webhook_mutations(side: Side) -> tuple[type[Mutation], ...]:
    """The mutations on one side's tables."""
    made = (
        register_webhook,
        update_webhook,
        rotate_webhook_secret,
        end_webhook,
        send_test_webhook,
        replay_deliveries,
    )
    return tuple(make(side) for make in made)


HQ_WEBHOOK_MUTATIONS, MARKET_WEBHOOK_MUTATIONS = webhook_mutations(HQ), webhook_mutations(MARKET)
