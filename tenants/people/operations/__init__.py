"""Writes about people. They run as headquarters; one transaction each, but for what is tried: failures are
counted before and apart, so whoever calls `check_password`, `check_code`, `set_password`, `confirm_totp`,
`start_recovery`, `complete_recovery` or `accept_invitation` opens no transaction around it.
"""

from tenants.people.operations._attempts import TooManyAttempts, count, counted
from tenants.people.operations._credentials import (
    AlreadyEnrolled,
    NotEnrolled,
    WeakPassword,
    confirm_totp,
    enrol_totp,
    reset_totp,
    set_password,
)
from tenants.people.operations._grants import (
    AlreadyHeld,
    DelegateHoldsNothingElse,
    GrantEnded,
    NotYoursToGrant,
    PersonDisabled,
    end_grant,
    grant_role,
)
from tenants.people.operations._invitations import (
    InvitationOver,
    Invited,
    accept_invitation,
    invite_person,
    resend_invitation,
    withdraw_invitation,
)
from tenants.people.operations._persons import (
    LoginTaken,
    PersonNeeded,
    disable_person,
    edit_own_details,
    enable_person,
)
from tenants.people.operations._recovery import RecoveryOver, complete_recovery, start_recovery
from tenants.people.operations._secrets import LinkSecret, new_secret
from tenants.people.operations._signing_in import WrongCode, WrongCredentials, check_code, check_password

__all__ = [
    "AlreadyEnrolled",
    "AlreadyHeld",
    "DelegateHoldsNothingElse",
    "GrantEnded",
    "InvitationOver",
    "Invited",
    "LinkSecret",
    "LoginTaken",
    "NotEnrolled",
    "NotYoursToGrant",
    "PersonDisabled",
    "PersonNeeded",
    "RecoveryOver",
    "TooManyAttempts",
    "WeakPassword",
    "WrongCode",
    "WrongCredentials",
    "accept_invitation",
    "check_code",
    "check_password",
    "complete_recovery",
    "confirm_totp",
    "count",
    "counted",
    "disable_person",
    "edit_own_details",
    "enable_person",
    "end_grant",
    "enrol_totp",
    "grant_role",
    "invite_person",
    "new_secret",
    "resend_invitation",
    "reset_totp",
    "set_password",
    "start_recovery",
    "withdraw_invitation",
]
