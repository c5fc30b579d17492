"""Invite somebody to a role."""

from typing import Any
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import Naturally
from api.base.refusals import Language
from api.context import Context
from api.network.roles import ActorRole
from api.people.cooperatives import existing
from api.people.types import Invitation
from api.registry.types import Cooperative
from kernel.identifiers import InvalidIdentifier
from tenants.identity.operations import DelegateNeedsCooperative, RoleNotInScope
from tenants.people import models
from tenants.people import operations as people
from tenants.permissions import Permission, Role


class InvitePerson(Mutation):
    """Offer a role to an e-mail address or a phone number, to which a link is sent that works once, for seven
    days. Whoever has an account there accepts with the password it has. The link is told to nobody else: it
    proves whose the contact is.

    Nobody invites to what he could not grant, nor himself.
    """

    permission = Permission.PEOPLE_WRITE
    once = Naturally("each request sends a link of its own, and none makes a person twice")
    raises = (
        RoleNotInScope,
        DelegateNeedsCooperative,
        people.NotYoursToGrant,
        InvalidIdentifier,
    )

    class Input:
        """What the mutation takes."""

        name = Given(graphene.String, "The name of whoever is invited.", required=True)
        email = Given(graphene.String, "The e-mail address; this or `phone`.")
        phone = Given(
            graphene.String, "The phone number, a Moroccan one or with its country code; this or `email`."
        )
        language = Given(Language, "The language of the message; French when nothing is said.")
        role = Given(ActorRole, "The role.", required=True)
        scope = Given(
            graphene.String,
            "`network`, or a market's name in addresses, such as `casablanca`.",
            required=True,
        )
        cooperative_id = IdOf(Cooperative, "For which cooperative: for its delegate only.", checked=False)

    invitation = Returned(Invitation, "The invitation.")

    @staticmethod
    def perform(
        context: Context,
        *,
        name: str,
        role: Role,
        scope: str,
        email: str | None = None,
        phone: str | None = None,
        language: Any = None,
        cooperative_id: UUID | None = None,
    ) -> models.Invitation:
        invited = people.invite_person(
            name=name,
            email=email,
            phone=phone,
            language="fr" if language is None else language.value,
            role=role,
            scope=scope,
            cooperative_id=existing(cooperative_id),
            actor=context.viewer,
            at=context.now,
        )
        return invited.row
