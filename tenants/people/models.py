"""Persons, what is personal about them, how they prove who they are, and what they hold.

Headquarters writes; the gate reads who is disabled and which memberships ended; a market's login reads none
of it. What is personal lives apart from facts (`PersonDetails`, the contact of an invitation), so that it can
be made unrecognisable while every record that names the person stays.
"""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower

from tenants.access import NETWORK
from tenants.database.rights import EDIT, READ, Rights
from tenants.permissions import NETWORK_ROLES, Role

ROLES = [(role.value, role.value) for role in Role]
LANGUAGES = [(language, language) for language in ("ar", "fr", "en")]
PHONE = r"^\+[1-9][0-9]{7,14}$"


def _delegate_has_cooperative() -> models.Q:
    delegate = models.Q(role=Role.COOPERATIVE_DELEGATE.value)
    return (delegate & models.Q(cooperative_id__isnull=False)) | (
        ~delegate & models.Q(cooperative_id__isnull=True)
    )


def _network_role_for_network() -> models.Q:
    """Which roles a market has is checked by the operations; the network's are few and above all markets."""
    return ~models.Q(scope=NETWORK) | models.Q(role__in=sorted(role.value for role in NETWORK_ROLES))


class Person(models.Model):
    """Somebody who signs in. Django's user model: it knows nobody's name, address or password.

    A token or session made at `signed_out_at` or before is no good: a password was changed, a second factor
    taken away, the person disabled.
    """

    rights = Rights(
        hq=("SELECT", "INSERT", "UPDATE(disabled_at)", "UPDATE(disabled_by)", "UPDATE(signed_out_at)"),
        gate=READ,
    )

    id = models.UUIDField(primary_key=True)
    created_at = models.DateTimeField(help_text="UTC.")
    disabled_at = models.DateTimeField(null=True, help_text="UTC. A disabled person signs in nowhere.")
    disabled_by = models.CharField(max_length=64, blank=True, default="")
    signed_out_at = models.DateTimeField(null=True, help_text="UTC.")

    # What Django asks of AUTH_USER_MODEL.
    USERNAME_FIELD = "id"
    REQUIRED_FIELDS = ()
    is_authenticated = True
    is_anonymous = False

    class Meta:
        db_table = "people_person"

    def __str__(self) -> str:
        return f"person:{self.pk}"

    @property
    def is_active(self) -> bool:
        """Whether this person may sign in."""
        return self.disabled_at is None

    def get_username(self) -> str:
        """The name that Django knows this person by: an id, nothing personal."""
        return str(self.pk)


class PersonDetails(models.Model):
    """What is personal: a name, and the e-mail address or telephone number with which the person signs in."""

    rights = Rights(hq=EDIT)

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="details")
    name = models.CharField(max_length=120)
    email = models.CharField(max_length=254, null=True, unique=True, help_text="In small letters.")
    phone = models.CharField(max_length=16, null=True, unique=True, help_text="E.164, such as +212612345678.")
    language = models.CharField(max_length=2, choices=LANGUAGES, default="fr")
    updated_at = models.DateTimeField(help_text="UTC.")
    pseudonymised_at = models.DateTimeField(
        null=True, help_text="UTC. From then on nothing here is personal."
    )

    class Meta:
        db_table = "people_person_details"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="person_can_be_reached",
                condition=models.Q(email__isnull=False)
                | models.Q(phone__isnull=False)
                | models.Q(pseudonymised_at__isnull=False),
            ),
            models.CheckConstraint(
                name="person_email_normalised",
                condition=models.Q(email__isnull=True) | models.Q(email=Lower("email")),
            ),
            models.CheckConstraint(
                name="person_phone_normalised",
                condition=models.Q(phone__isnull=True) | models.Q(phone__regex=PHONE),
            ),
        ]

    def __str__(self) -> str:
        return f"details of person:{self.person_id}"


class Credential(models.Model):
    """A password's hash and a second factor's sealed secret."""

    rights = Rights(hq=EDIT)

    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, primary_key=True, related_name="credential"
    )
    password = models.CharField(max_length=255, help_text="Argon2, as Django writes it.")
    password_set_at = models.DateTimeField(help_text="UTC.")
    totp_secret = models.BinaryField(null=True, help_text="Sealed with the key ring for this person's id.")
    totp_enrolled_at = models.DateTimeField(null=True, help_text="UTC; null until a first code was right.")
    totp_last_step = models.BigIntegerField(
        default=0, help_text="The 30 seconds of the last code that was taken; only later ones are."
    )

    class Meta:
        db_table = "people_credential"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="credential_enrolled_has_secret",
                condition=models.Q(totp_enrolled_at__isnull=True) | models.Q(totp_secret__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"credential of person:{self.person_id}"


class Membership(models.Model):
    """A grant: a person holds a role in the network, in a market, or in a market for one cooperative."""

    rights = Rights(
        hq=("SELECT", "INSERT", "UPDATE(ended_at)", "UPDATE(ended_by)", "UPDATE(end_reason)"),
        gate=READ,
    )

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=24, choices=ROLES)
    scope = models.CharField(max_length=63, help_text="`network`, or the schema name of one market.")
    cooperative_id = models.UUIDField(null=True, help_text="Set for a cooperative's delegate.")
    reason = models.CharField(max_length=200, blank=True, default="")
    granted_at = models.DateTimeField(help_text="UTC.")
    granted_by = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True, help_text="UTC.")
    ended_by = models.CharField(max_length=64, blank=True, default="")
    end_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "people_membership"
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="membership_held_once",
                fields=["person", "role", "scope", "cooperative_id"],
                condition=models.Q(ended_at__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="membership_delegate_has_cooperative", condition=_delegate_has_cooperative()
            ),
            models.CheckConstraint(
                name="membership_network_role_for_network", condition=_network_role_for_network()
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_began",
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("granted_at")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="membership_by_scope", fields=["scope", "granted_at"]),
            models.Index(name="membership_by_end", fields=["ended_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.scope}"


class Invitation(models.Model):
    """A role offered to an e-mail address or a telephone number; of its secret link only the hash is kept."""

    rights = Rights(hq=EDIT)

    id = models.UUIDField(primary_key=True)
    secret_hash = models.BinaryField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    email = models.CharField(max_length=254, null=True)
    phone = models.CharField(max_length=16, null=True)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="fr")
    role = models.CharField(max_length=24, choices=ROLES)
    scope = models.CharField(max_length=63, help_text="`network`, or the schema name of one market.")
    cooperative_id = models.UUIDField(null=True, help_text="Set for a cooperative's delegate.")
    invited_at = models.DateTimeField(help_text="UTC.")
    invited_by = models.CharField(max_length=64)
    expires_at = models.DateTimeField(help_text="UTC.")
    accepted_at = models.DateTimeField(null=True, help_text="UTC.")
    membership = models.OneToOneField(
        Membership, null=True, on_delete=models.PROTECT, related_name="invitation"
    )
    sent_at = models.DateTimeField(null=True, help_text="UTC; null until a gateway took the last message.")
    withdrawn_at = models.DateTimeField(null=True, help_text="UTC.")
    withdrawn_by = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        db_table = "people_invitation"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="invitation_goes_to_one_contact",
                condition=models.Q(email__isnull=True, phone__isnull=False)
                | models.Q(email__isnull=False, phone__isnull=True),
            ),
            models.CheckConstraint(
                name="invitation_delegate_has_cooperative", condition=_delegate_has_cooperative()
            ),
            models.CheckConstraint(
                name="invitation_network_role_for_network", condition=_network_role_for_network()
            ),
            models.CheckConstraint(
                name="invitation_expires_later", condition=models.Q(expires_at__gt=models.F("invited_at"))
            ),
            models.CheckConstraint(
                name="invitation_accepted_gives_membership",
                condition=models.Q(accepted_at__isnull=True, membership__isnull=True)
                | models.Q(accepted_at__isnull=False, membership__isnull=False, withdrawn_at__isnull=True),
            ),
        ]
        indexes: ClassVar = [models.Index(name="invitation_by_scope", fields=["scope", "invited_at"])]

    def __str__(self) -> str:
        return f"invitation {self.pk}: {self.role} of {self.scope}"


class Recovery(models.Model):
    """A way back in for who forgot a password; of its secret link only the hash is kept, used once."""

    rights = Rights(hq=("SELECT", "INSERT", "UPDATE(used_at)"))

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="recoveries")
    secret_hash = models.BinaryField(max_length=32, unique=True)
    asked_at = models.DateTimeField(help_text="UTC.")
    expires_at = models.DateTimeField(help_text="UTC.")
    used_at = models.DateTimeField(null=True, help_text="UTC.")

    class Meta:
        db_table = "people_recovery"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="recovery_expires_later", condition=models.Q(expires_at__gt=models.F("asked_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"recovery {self.pk}"


class Attempts(models.Model):
    """How often somebody tried in vain, by login and by address: both only as hashes."""

    rights = Rights(hq=EDIT)

    key = models.BinaryField(max_length=32, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(help_text="UTC.")
    locked_until = models.DateTimeField(null=True, help_text="UTC.")

    class Meta:
        db_table = "people_attempts"

    def __str__(self) -> str:
        return f"{self.failures} attempts"
