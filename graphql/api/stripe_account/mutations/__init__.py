"""Writes of the market's Stripe account. One file each."""

from api.base.mutations import Mutation
from api.stripe_account.mutations.configure_stripe import ConfigureStripe
from api.stripe_account.mutations.connect_cooperative import ConnectCooperative
from api.stripe_account.mutations.create_card_payment import CreateCardPayment
from api.stripe_account.mutations.create_onboarding_link import CreateOnboardingLink
from api.stripe_account.mutations.refund_card_payment import RefundCardPayment
from api.stripe_account.mutations.set_stripe_rate import SetStripeRate

STRIPE_MUTATIONS: tuple[type[Mutation], ...] = (
    ConfigureStripe,
    SetStripeRate,
    ConnectCooperative,
    CreateOnboardingLink,
    CreateCardPayment,
    RefundCardPayment,
)
