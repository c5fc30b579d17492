"""The ways on which money leaves: one module each, all of one shape (`base.PayoutRail`)."""

from collections.abc import Mapping

from markets.payouts.rails.bank_file import BankFileRail
from markets.payouts.rails.base import PayoutRail
from markets.payouts.rails.manual import ManualRail
from markets.payouts.rails.stripe import StripeRail
from markets.payouts.types import Rail

RAILS: Mapping[Rail, PayoutRail] = {
    Rail.BANK_FILE: BankFileRail(),
    Rail.MANUAL: ManualRail(),
    Rail.STRIPE: StripeRail(),
}
"""The rails that a batch may take. `before_joining` is none: those payments were made elsewhere."""
