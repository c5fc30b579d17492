"""Writes about people. One file each."""

from api.base.mutations import Mutation
from api.people.mutations.disable_person import DisablePerson
from api.people.mutations.enable_person import EnablePerson
from api.people.mutations.end_grant import EndGrant
from api.people.mutations.grant_role import GrantRole
from api.people.mutations.invite_person import InvitePerson
from api.people.mutations.resend_invitation import ResendInvitation
from api.people.mutations.reset_second_factor import ResetSecondFactor
from api.people.mutations.update_my_details import UpdateMyDetails
from api.people.mutations.withdraw_invitation import WithdrawInvitation

PEOPLE_MUTATIONS: tuple[type[Mutation], ...] = (
    InvitePerson,
    ResendInvitation,
    WithdrawInvitation,
    GrantRole,
    EndGrant,
    DisablePerson,
    EnablePerson,
    ResetSecondFactor,
    UpdateMyDetails,
)
