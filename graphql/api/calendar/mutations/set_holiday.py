"""Say that banks are closed on a day."""

from datetime import date

import graphene

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.scalars import Date
from api.base.values import LocalizedTextInput, Texts
from api.calendar.types import Holiday
from api.context import Context
from shared_catalog.calendar import models
from shared_catalog.calendar import operations as calendar
from tenants.access import Permission


class SetHoliday(Mutation):
    """Say that banks are closed on a day, or confirm or rename a day that is there. The same again is once.

    Pay days of half-months that are not sealed follow by the next night, in every market.
    """

    permission = Permission.CALENDAR_WRITE

    class Input:
        """What the mutation takes."""

        day = Given(Date, "The day, in a year that the calendar knows.", required=True)
        name = Given(LocalizedTextInput, "Its name.", required=True)
        provisional = Given(
            graphene.Boolean, "Whether it is an estimate, to be confirmed or cancelled.", required=True
        )

    holiday = Returned(Holiday, "The day.")

    @staticmethod
    def perform(context: Context, *, day: date, name: Texts, provisional: bool) -> models.Holiday:
        return calendar.set_holiday(
            day=day,
            name_ar=name.ar,
            name_fr=name.fr,
            name_en=name.en,
            provisional=provisional,
            at=context.now,
            actor=context.viewer.id,
        )
