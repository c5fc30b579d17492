"""Say that banks work on a day that was expected to be a holiday."""

from datetime import date

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.scalars import Date
from api.calendar.types import Holiday
from api.context import Context
from shared_catalog.calendar import models
from shared_catalog.calendar import operations as calendar
from tenants.access import Permission


class CancelHoliday(Mutation):
    """Say that banks work on a day that was expected to be a holiday. Twice is once.

    Pay days of half-months that are not sealed follow by the next night, in every market.
    """

    permission = Permission.CALENDAR_WRITE

    class Input:
        """What the mutation takes."""

        day = Given(Date, "The day.", required=True)

    holiday = Returned(Holiday, "The day, cancelled.")

    @staticmethod
    def perform(context: Context, *, day: date) -> models.Holiday:
        return calendar.cancel_holiday(day=day, at=context.now, actor=context.viewer.id)
