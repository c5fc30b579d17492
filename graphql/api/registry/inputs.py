"""What the registry's mutations are told of cooperatives and certificates."""

from typing import Any

import graphene

from api.base.inputs import Given
from api.base.scalars import Date
from api.base.values import LocalizedTextInput
from api.registry.enums import AuthorisationKind, CooperativeGroup, CooperativeKind, OfficerFunction
from shared_catalog.registry.types import (
    AuthorisationDetails,
    Contact,
    CooperativeDetails,
    LegalDetails,
    Members,
    Names,
    OfficerDetails,
)


class MembersInput(graphene.InputObjectType):
    """Who the members are: women and men make the whole; youth and rural are counted among them."""

    women = Given(graphene.Int, "Women.", required=True)
    men = Given(graphene.Int, "Men.", required=True)
    youth = Given(graphene.Int, "Young people, among women and men.", required=True)
    rural = Given(graphene.Int, "People who live in the countryside, among women and men.", required=True)
    as_of = Given(Date, "The day of the count.", required=True)

    @staticmethod
    def value(given: dict[str, Any]) -> Members:
        return Members(**given)


class ContactInput(graphene.InputObjectType):
    """Whom to reach."""

    name = Given(graphene.String, "The function rather than the name, where that is enough.", required=True)
    phone = Given(graphene.String, "The telephone number.")
    email = Given(graphene.String, "The e-mail address.")

    @staticmethod
    def value(given: dict[str, Any]) -> Contact:
        return Contact(**{name: text for name, text in given.items() if text is not None})


class CooperativeDetailsInput(graphene.InputObjectType):
    """What a cooperative says of itself."""

    names = Given(LocalizedTextInput, "Its name.", required=True)
    group = Given(CooperativeGroup, "What it makes, broadly.", required=True)
    kind = Given(CooperativeKind, "Its legal form.", required=True)
    region_code = Given(graphene.String, "ISO 3166-2 code of its region, such as `MA-09`.", required=True)
    province_code = Given(
        graphene.String, "ISO 3166-2 code of its province, such as `MA-TAR`.", required=True
    )
    ice = Given(graphene.String, "Its ICE, 15 digits.", required=True)
    register_number = Given(
        graphene.String, "Its number in the local register of cooperatives (law 112-12).", required=True
    )
    register_court = Given(graphene.String, "The court that keeps that register.", required=True)
    founded_on = Given(Date, "When it was founded.", required=True)
    members = Given(MembersInput, "Its members.", required=True)
    contact = Given(ContactInput, "Whom to reach.", required=True)

    @staticmethod
    def value(given: dict[str, Any]) -> CooperativeDetails:
        return CooperativeDetails(**{**given, "names": Names(*given["names"])})


class LegalIdentityInput(graphene.InputObjectType):
    """What administrations know a cooperative by; what is left out is not known."""

    designation = Given(graphene.String, "Its name as the register has it.")
    tax_id = Given(graphene.String, "Its identifiant fiscal, 7 or 8 digits.")
    trade_register_number = Given(graphene.String, "Its number in the registre de commerce.")
    trade_register_court = Given(graphene.String, "The court that keeps that register; goes with the number.")
    registered_on = Given(Date, "When it was entered in the local register of cooperatives.")
    central_register_number = Given(graphene.String, "Its number in ODCo's central register.")
    legacy_approval = Given(graphene.String, "Its arrêté d'agrément, from before law 112-12.")
    seat_address = Given(graphene.String, "Street and number of its seat.")
    postal_code = Given(graphene.String, "The seat's postal code, 5 digits.")
    locality = Given(graphene.String, "Where the seat is.")

    @staticmethod
    def value(given: dict[str, Any]) -> LegalDetails:
        return LegalDetails(**{name: value for name, value in given.items() if value is not None})


class OfficerDetailsInput(graphene.InputObjectType):
    """Who speaks for a cooperative, and for how long."""

    function = Given(OfficerFunction, "What he or she is.", required=True)
    name = Given(graphene.String, "The name. No identity card: law 09-08.", required=True)
    phone = Given(graphene.String, "The telephone number.")
    email = Given(graphene.String, "The e-mail address.")
    mandate_from = Given(Date, "The first day.", required=True)
    mandate_until = Given(Date, "The last day; left out while it is open.")

    @staticmethod
    def value(given: dict[str, Any]) -> OfficerDetails:
        return OfficerDetails(**{name: value for name, value in given.items() if value is not None})


class AuthorisationDetailsInput(graphene.InputObjectType):
    """What is written on a food-safety certificate."""

    kind = Given(AuthorisationKind, "What it is called.", required=True)
    number = Given(graphene.String, "Its number.", required=True)
    issued_on = Given(Date, "When it was issued.", required=True)
    valid_until = Given(Date, "Its last valid day; left out for one without a term.")

    @staticmethod
    def value(given: dict[str, Any]) -> AuthorisationDetails:
        return AuthorisationDetails(**given)
