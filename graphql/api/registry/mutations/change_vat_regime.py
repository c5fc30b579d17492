"""Say how value-added tax treats what a cooperative sells."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.versions import ExpectedVersion
from api.context import Context
from api.registry.enums import VatRegime
from api.registry.types import Cooperative
from kernel.versions import VersionConflict
from shared_catalog.registry import models, types
from shared_catalog.registry import operations as registry
from tenants.permissions import Permission


class ChangeVatRegime(Mutation):
    """Say how value-added tax treats what a cooperative sells from now on. Lines already sold keep theirs."""

    permission = Permission.REGISTRY_DECIDE
    once = AS_IT_IS
    raises = (
        registry.WrongCooperativeStep,
        VersionConflict,
    )

    class Input:
        """What the mutation takes."""

        cooperative_id = IdOf(Cooperative, "The cooperative.", required=True)
        vat_regime = Given(VatRegime, "The regime.", required=True)
        evidence = Given(
            graphene.String, "What shows it, such as a certificate of the tax office; kept.", required=True
        )
        expected_version = ExpectedVersion("the cooperative")

    cooperative = Returned(Cooperative, "The cooperative.")

    @staticmethod
    def perform(
        context: Context,
        *,
        cooperative_id: UUID,
        vat_regime: types.VatRegime,
        evidence: str,
        expected_version: int,
    ) -> models.Cooperative:
        return registry.change_vat_regime(
            cooperative_id=cooperative_id,
            vat_regime=vat_regime,
            evidence=evidence,
            expected_version=expected_version,
            at=context.now,
            actor=context.viewer.id,
        )
