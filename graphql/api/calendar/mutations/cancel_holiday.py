"""Say that banks work on a day that was expected to be a holiday."""

from datetime import date

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.scalars import Date
from api.base.versions import ExpectedVersion
from api.calendar.types import Holiday
from api.context import Context
from kernel.versions import VersionConflict
from shared_catalog.calendar import models
from shared_catalog.calendar import operations as calendar
from tenants.permissions import Permission


class CancelHoliday(Mutation):
    """Say that banks work on a day that was expected to be a holiday. Twice is once.

    Pay days of half-months that are not sealed follow by the next night, in every market.
    """

    permission = Permission.CALENDAR_WRITE
    known_by = {"day": "day"}
    once = AS_IT_IS
    raises = (VersionConflict,)

    class Input:
        """What the mutation takes."""

        day = Given(Date, "The day.", required=True)
        expected_version = ExpectedVersion("the day")

    holiday = Returned(Holiday, "The day, cancelled.")

    @staticmethod
    def perform(context: Context, *, day: date, expected_version: int) -> models.Holiday:
        return calendar.cancel_holiday(
            day=day, expected_version=expected_version, at=context.now, actor=context.viewer.id
        )
