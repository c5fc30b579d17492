"""Writes of marks, for headquarters. One file each."""

from api.base.lists import Mutations
from api.marks.mutations.grant_mark import GrantMark
from api.marks.mutations.withdraw_mark import WithdrawMark

MARK_MUTATIONS: Mutations = (GrantMark, WithdrawMark)
