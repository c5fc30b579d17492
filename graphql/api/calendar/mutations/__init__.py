"""Writes of the bank holidays, for headquarters. One file each."""

from api.base.mutations import Mutation
from api.calendar.mutations.cancel_holiday import CancelHoliday
from api.calendar.mutations.set_holiday import SetHoliday

CALENDAR_MUTATIONS: tuple[type[Mutation], ...] = (SetHoliday, CancelHoliday)
