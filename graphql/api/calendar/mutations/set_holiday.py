"""Say that banks are closed on a day."""

from datetime import date

import graphene

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.scalars import Date
from api.base.values import LocalizedTextInput, Texts
from api.base.versions import ExpectedVersion
from api.calendar.types import Holiday
from api.context import Context
from kernel.versions import VersionConflict
from shared_catalog.calendar import models
from shared_catalog.calendar import operations as calendar
from tenants.permissions import Permission


class SetHoliday(Mutation):
    """Say that banks are closed on a day, or confirm or rename a day that is there. The same again is once.

    Pay days of half-months that are not sealed follow by the next night, in every market.
    """

    permission = Permission.CALENDAR_WRITE
    known_by = {"day": "day"}
    once = AS_IT_IS
    raises = (VersionConflict,)

    class Input:
        """What the mutation takes."""

        day = Given(Date, "The day, in a year that the calendar knows.", required=True)
        name = Given(LocalizedTextInput, "Its name.", required=True)
        provisional = Given(
            graphene.Boolean, "Whether it is an estimate, to be confirmed or cancelled.", required=True
        )
        expected_version = ExpectedVersion("the day; 0 for one that is not in the calendar")

    holiday = Returned(Holiday, "The day.")

    @staticmethod
    def perform(
        context: Context, *, day: date, name: Texts, provisional: bool, expected_version: int
    ) -> models.Holiday:
        return calendar.set_holiday(
            day=day,
            name_ar=name.ar,
            name_fr=name.fr,
            name_en=name.en,
            provisional=provisional,
            expected_version=expected_version,
            at=context.now,
            actor=context.viewer.id,
        )
