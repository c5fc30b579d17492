"""Writes about the bank. One file each."""

from api.base.mutations import Mutation
from api.payouts.bank.mutations.set_bank_settings import SetBankSettings

BANK_MUTATIONS: tuple[type[Mutation], ...] = (SetBankSettings,)
