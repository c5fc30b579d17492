"""Say from which account the bank pays, and how its files are written."""

from collections.abc import Mapping
from typing import Any

import graphene
import orjson

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.versions import ExpectedVersion
from api.context import Context
from api.payouts.bank import enums
from api.payouts.bank.types import BankSettings
from kernel.errors import Gathered, InvalidValue
from kernel.identifiers import InvalidIdentifier
from kernel.versions import VersionConflict
from markets.payouts import operations as payouts
from markets.payouts.bank import models, types
from markets.payouts.formats.refusals import TemplateRefused, TransferOrderRefused
from tenants.network.sandbox import NotInASandbox
from tenants.permissions import Permission

_JSON = "JSON, as docs/bank-files.md describes it."


class SetBankSettings(Mutation):
    """Say from which account files let the bank pay, and how its files are written, for files made from now
    on. What holds already is answered as it is.
    """

    permission = Permission.PAYOUTS_APPROVE
    once = AS_IT_IS
    raises = (InvalidIdentifier, TransferOrderRefused, TemplateRefused, VersionConflict, NotInASandbox)

    class Input:
        """What the mutation takes."""

        debtor_name = Given(graphene.String, "Who pays, as the bank knows the market.", required=True)
        debtor_ice = Given(graphene.String, "The market's ICE.", required=True)
        debtor_rib = Given(graphene.String, "The account that pays: 24 digits.", required=True)
        debtor_bic = Given(graphene.String, "The bank's BIC, where it asks for it.")
        layout = Given(enums.BankLayout, "How orders are written.", required=True)
        template = Given(graphene.String, f"The layout where it is `TEMPLATE`: {_JSON}")
        status_csv = Given(graphene.String, f"How statuses stand in the bank's CSV files: {_JSON}")
        statement_csv = Given(graphene.String, f"How entries stand in the bank's CSV files: {_JSON}")
        expected_version = ExpectedVersion("the settings; 0 before the first ones")

    bank_settings = Returned(BankSettings, "The settings that hold now.")

    @staticmethod
    def perform(
        context: Context,
        *,
        debtor_name: str,
        debtor_ice: str,
        debtor_rib: str,
        layout: types.BankLayout,
        debtor_bic: str | None = None,
        template: str | None = None,
        status_csv: str | None = None,
        statement_csv: str | None = None,
        expected_version: int,
    ) -> models.BankSettings:
        told = Gathered()
        read: dict[str, Mapping[str, Any] | None] = {}
        texts = {"template": template, "status_csv": status_csv, "statement_csv": statement_csv}
        for field, text in texts.items():
            with told:
                read[field] = _read(text, field)
        told.refuse()
        return payouts.set_bank_settings(
            debtor_name=debtor_name,
            debtor_ice=debtor_ice,
            debtor_rib=debtor_rib,
            debtor_bic=debtor_bic or "",
            layout=layout,
            expected_version=expected_version,
            **read,
            at=context.now,
            actor=context.viewer.id,
        )


def _read(text: str | None, field: str) -> Mapping[str, Any] | None:
    if text is None:
        return None
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError:
        content = None
    if not isinstance(content, dict):
        raise InvalidValue(path=(field,), field=field, reason="expected a JSON object")
    return content
