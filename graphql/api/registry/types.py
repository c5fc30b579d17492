"""The registry's rows as types."""

from datetime import datetime
from typing import Any

import graphene
from django.db.models import Q

from api.base.connections import Connection
from api.base.fields import Column, Derived, DerivedNow, Localized
from api.base.nodes import Edge, Node
from api.base.permissions import PUBLIC
from api.base.visibility import of_cooperative
from api.catalogue.lists import PRODUCT_ORDERS, ProductFilter
from api.cooperative_documents.eligibility import cooperative_eligibility
from api.cooperative_documents.lists import DOCUMENT_ORDERS, CooperativeDocumentFilter
from api.registry import enums, lists
from kernel.identifiers import mask_rib
from shared_catalog.registry import models, rules
from shared_catalog.registry.types import AccountDates, PayeeStanding
from shared_catalog.registry.types import Members as MembersValue
from tenants.access import Actor
from tenants.permissions import Permission


class Region(Node):
    """One of the 12 regions of Morocco (decree 2-15-40)."""

    class Meta:
        model = models.Region
        permission = PUBLIC

    code = Column("ISO 3166-2 code, `MA-01` to `MA-12`.")
    name = Localized("Its name.")
    seat = Column("The city where the region has its seat, in French.", "seat_fr")
    provinces = Connection(
        lambda: Province, "Its prefectures and provinces.", via="region", orders=lists.PROVINCE_ORDERS
    )
    cooperatives = Connection(
        lambda: Cooperative,
        "Its cooperatives.",
        via="region",
        orders=lists.COOPERATIVE_ORDERS,
        filters=lists.CooperativeFilter,
    )

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()


class Province(Node):
    """One of the 13 prefectures and 62 provinces."""

    class Meta:
        model = models.Province
        permission = PUBLIC

    code = Column("ISO 3166-2 code, such as `MA-TAR`.")
    name = Localized("Its name.")
    kind = Column("What it is called.", type_=enums.ProvinceKind)
    region = Edge(Region, "The region it belongs to.", required=True)

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()


class Members(graphene.ObjectType):
    """Who the members are: women and men make the whole; youth and rural are counted among them."""

    women = graphene.Int(required=True, description="Women.")
    men = graphene.Int(required=True, description="Men.")
    youth = graphene.Int(required=True, description="Young people, among women and men.")
    rural = graphene.Int(
        required=True, description="People who live in the countryside, among women and men."
    )
    total = graphene.Int(required=True, description="Women and men together.")
    as_of = graphene.Field("api.base.scalars.Date", required=True, description="The day of the count.")


def _members(women: int, men: int, youth: int, rural: int, as_of: Any) -> MembersValue:
    return MembersValue(women=women, men=men, youth=youth, rural=rural, as_of=as_of)


class Contact(Node):
    """Whom to reach at a cooperative. It is forgotten a year after the cooperative left the network."""

    class Meta:
        model = models.CooperativeContact
        permission = Permission.REGISTRY_READ

    name = Column("The function, or the name.")
    phone = Column("The telephone number.")
    email = Column("The e-mail address.")
    forgotten_at = Column("When it was forgotten; null while it was not.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()


class Cooperative(Node):
    """A cooperative, or another form of producers' group, known to the network."""

    class Meta:
        model = models.Cooperative
        permission = Permission.REGISTRY_READ

    code = Column("The registry's short number, such as `C0042`.")
    name = Localized("Its name.")
    group = Column("What it makes, broadly.", type_=enums.CooperativeGroup)
    kind = Column("Its legal form.", type_=enums.CooperativeKind)
    region = Edge(Region, "The region where it works.", required=True)
    province = Edge(Province, "The province where it works.", required=True)
    ice = Column("Its ICE (identifiant commun de l'entreprise), 15 digits.")
    register_number = Column("Its number in the local register of cooperatives.")
    register_court = Column("The court that keeps that register.")
    founded_on = Column("When it was founded.")
    members = Derived(
        Members,
        "Its members.",
        columns=("members_women", "members_men", "members_youth", "members_rural", "members_as_of"),
        compute=_members,
        required=True,
    )
    member_counts = Connection(
        lambda: MemberCount,
        "Its members as they were counted from time to time, the latest recorded first.",
        via="cooperative",
        orders=lists.MEMBER_COUNT_ORDERS,
        hq_only=True,
    )
    contact = Edge(
        lambda: Contact,
        "Whom to reach. On a market's host: of cooperatives that take part in it, or took part. Null in a "
        "sandbox.",
    )
    legal_identity = Edge(
        "api.registry.records.LegalIdentity",
        "What administrations know it by; null where nothing was said yet.",
        hq_only=True,
    )
    identity_changes = Connection(
        "api.registry.records.IdentityChange",
        "What it said of itself before, latest change first.",
        via="cooperative",
        orders=lists.IDENTITY_CHANGE_ORDERS,
        hq_only=True,
    )
    officers = Connection(
        "api.registry.records.Officer",
        "Who speaks or spoke for it. On a market's host: of cooperatives that take part in it, or took part. "
        "None in a sandbox.",
        via="cooperative",
        orders=lists.OFFICER_ORDERS,
        filters=lists.OfficerFilter,
    )
    vat_regime = Column("How value-added tax treats what it sells.", type_=enums.VatRegime)
    status = Column("Where it stands on its way into the network.", type_=enums.CooperativeStatus)
    retired_at = Column("When it left for good.")
    created_at = Column("When it was entered in the registry.")
    updated_at = Column("When it was last changed.")
    products = Connection(
        "api.catalogue.types.Product",
        "What it makes, as the catalogue knows it.",
        via="cooperative",
        orders=PRODUCT_ORDERS,
        filters=ProductFilter,
    )
    authorisations = Connection(
        lambda: Authorisation,
        "Its food-safety certificates.",
        via="cooperative",
        orders=lists.AUTHORISATION_ORDERS,
        filters=lists.AuthorisationFilter,
    )
    documents = Connection(
        "api.cooperative_documents.types.CooperativeDocument",
        "Its papers in all their versions, latest submitted first.",
        via="cooperative",
        orders=DOCUMENT_ORDERS,
        filters=CooperativeDocumentFilter,
        hq_only=True,
    )
    eligibility = cooperative_eligibility()
    participations = Connection(
        lambda: Participation,
        "Where it sells or sold. On a market's host: that market's only.",
        via="cooperative",
        orders=lists.PARTICIPATION_ORDERS,
        filters=lists.ParticipationFilter,
    )
    payee_accounts = Connection(
        lambda: PayeeAccount,
        "Where its money goes, newest first. On a market's host: of cooperatives that took part in it.",
        via="cooperative",
        orders=lists.PAYEE_ACCOUNT_ORDERS,
    )
    history = Connection(
        lambda: CooperativeHistory,
        "The steps of its life, oldest first.",
        via="cooperative",
        orders=lists.HISTORY_ORDERS,
        hq_only=True,
    )
    version = Column("Counts its changes, from 1; whoever edits it says which one he has read.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "pk")


class MemberCount(Node):
    """A head count of a cooperative as of a day. The one recorded last is what its `members` say."""

    class Meta:
        model = models.MemberCount
        permission = Permission.REGISTRY_READ

    members = Derived(
        Members,
        "Who was counted.",
        columns=("women", "men", "youth", "rural", "as_of"),
        compute=_members,
        required=True,
    )
    source = Column("In which act of the registry it was said.", type_=enums.MemberCountSource)
    recorded_at = Column("When it was recorded.")
    recorded_by = Column("Who recorded it.")
    cooperative = Edge(Cooperative, "Whose members they are.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")


class CooperativeHistory(Node):
    """One step in a cooperative's life."""

    class Meta:
        model = models.CooperativeHistory
        permission = Permission.REGISTRY_READ

    step = Column("What happened.", type_=enums.CooperativeStep)
    status_before = Column("Where it stood before.", type_=enums.CooperativeStatus)
    status_after = Column("Where it stood after.", type_=enums.CooperativeStatus)
    at = Column("When it happened.")
    actor = Column("Who did it.")
    reason = Column("Why, where a reason was given.")
    cooperative = Edge(Cooperative, "The cooperative.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")


class Authorisation(Node):
    """A food-safety certificate of ONSSA (law 28-07), as written on the paper."""

    class Meta:
        model = models.Authorisation
        permission = Permission.REGISTRY_READ

    kind = Column("What it is called on the paper.", type_=enums.AuthorisationKind)
    number = Column("Its number.")
    issued_on = Column("When it was issued.")
    valid_until = Column("Its last valid day; null for one without a term.")
    next_review_on = Column("When its next review falls due.")
    status = Column("Whether it counts.", type_=enums.AuthorisationStatus)
    status_reason = Column("Why it was suspended, reinstated or withdrawn.")
    cooperative = Edge(Cooperative, "Whose it is.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")


def _standing(
    verified_at: datetime | None,
    usable_from: datetime | None,
    rejected_at: datetime | None,
    superseded_at: datetime | None,
    *,
    now: datetime,
) -> PayeeStanding:
    dates = AccountDates(
        verified_at=verified_at,
        usable_from=usable_from,
        rejected_at=rejected_at,
        superseded_at=superseded_at,
    )
    return rules.account_standing(dates, now).standing


class PayeeAccount(Node):
    """A bank account where a cooperative's money goes. A new one supersedes the one before at once.

    It takes two people, a call-back and, where it replaces another, a cooling-off before anything is paid to
    it. The RIB is never shown in full.
    """

    class Meta:
        model = models.PayeeAccount
        permission = Permission.PAYEES_READ

    holder = Column("The holder, as the bank writes it.")
    masked_rib = Derived(
        graphene.String,
        "The RIB with all but a few digits hidden.",
        columns=("rib",),
        compute=mask_rib,
        required=True,
    )
    standing = DerivedNow(
        enums.PayeeStanding,
        "How it stands now.",
        columns=("verified_at", "usable_from", "rejected_at", "superseded_at"),
        compute=_standing,
        required=True,
    )
    recorded_at = Column("When it was recorded.")
    recorded_by = Column("Who recorded it.", hq_only=True)
    verified_at = Column("When it was verified; null while it is not, and then nothing is paid to it.")
    verified_by = Column("Who verified it: somebody other than who recorded it.", hq_only=True)
    call_back_note = Column("Who was called on which known number, and when.", hq_only=True)
    usable_from = Column("From when on money may go there; null while it is not verified.")
    rejected_at = Column("When it was rejected; null where it was not.")
    rejected_by = Column("Who rejected it.", hq_only=True)
    rejection_reason = Column("Why it was rejected.")
    superseded_at = Column("When another took its place; null for the latest.")
    replaces = Edge(lambda: PayeeAccount, "The one before; null for a cooperative's first.")
    cooperative = Edge(Cooperative, "Whose it is.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")


class PayeeRules(Node):
    """How long a verified account that replaces another waits for its first payment, from a day on."""

    class Meta:
        model = models.PayeeRules
        permission = Permission.PAYEES_READ

    effective_from = Column("For accounts verified on this day or later, up to the next rule.")
    cooling_off_days = Column("How many days it waits.")
    set_at = Column("When it was set.")
    set_by = Column("Who set it.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()


class Participation(Node):
    """A cooperative sells in a market from one day to another."""

    class Meta:
        model = models.Participation
        permission = Permission.REGISTRY_READ

    joined_on = Column("Its first day.")
    ended_on = Column("The first day on which it no longer takes part; null while it does.")
    contract = Column("The contract it sells under, as fee rules name it; null for none.")
    category_codes = Derived(
        graphene.List(graphene.NonNull(graphene.String)),
        "Codes of the categories, or roots for whole groups, that it may sell; empty for all.",
        columns=("category_codes",),
        compute=list,
        required=True,
    )
    stand = Column("Where its goods stand in the market.")
    suspended_on = Column("The first day on which it may not sell; null while it is not suspended.")
    suspension_reason = Column("Why it is suspended.")
    recorded_at = Column("When it was recorded.")
    cooperative = Edge(Cooperative, "Who takes part.")
    market = Edge("api.network.types.Market", "In which market.")
    changes = Connection(
        "api.registry.records.ParticipationChange",
        "What was agreed before, oldest first.",
        via="participation",
        orders=lists.PARTICIPATION_CHANGE_ORDERS,
        hq_only=True,
    )
    version = Column("Counts its changes, from 1; whoever edits it says which one he has read.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")
