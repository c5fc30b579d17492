"""Writes of the half-month calendar: making it, taking a place in it, and moving a half-month to its next
state.

One queue decides between those who write into the open half-month and the one who cuts it off (`_places.py`).
"""

from markets.periods.operations._calendar import (
    NotBeforeFirstPeriod,
    add_past_period,
    extend_calendar,
    refresh_pay_days,
    set_closing_rule,
)
from markets.periods.operations._places import NoOpenPeriod, lock_period, lock_to_cut_off, take_period
from markets.periods.operations._steps import (
    EarlierPeriodOpen,
    PeriodNotOver,
    WrongPeriodState,
    cut_off,
    pass_to,
)

__all__ = [
    "EarlierPeriodOpen",
    "NoOpenPeriod",
    "NotBeforeFirstPeriod",
    "PeriodNotOver",
    "WrongPeriodState",
    "add_past_period",
    "cut_off",
    "extend_calendar",
    "lock_period",
    "lock_to_cut_off",
    "pass_to",
    "refresh_pay_days",
    "set_closing_rule",
    "take_period",
]
