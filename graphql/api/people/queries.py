"""Root fields about people, on headquarters' host."""

from api.base.connections import Connection
from api.base.roots import One
from api.base.schema import Queries
from api.people import types


class PeopleQueries(Queries):
    """Reads of people."""

    people = Connection(
        types.Person,
        "Everybody with an account whom the viewer looks after.",
        orders=types.PERSON_ORDERS,
        filters=types.PersonFilter,
        hq_only=True,
    )
    person = One(types.Person, "One person.", hq_only=True)
    memberships = Connection(
        types.Membership,
        "Grants, latest first.",
        orders=types.MEMBERSHIP_ORDERS,
        filters=types.MembershipFilter,
        hq_only=True,
    )
    invitations = Connection(
        types.Invitation,
        "Invitations, latest first.",
        orders=types.INVITATION_ORDERS,
        filters=types.InvitationFilter,
        hq_only=True,
    )
