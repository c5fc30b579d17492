"""`registerCooperatives`."""

from api.base.lists import ListMutation
from api.registry.mutations.register_cooperative import RegisterCooperative


class RegisterCooperatives(ListMutation):
    """Enter cooperatives in the registry, as applicants."""

    of = RegisterCooperative
