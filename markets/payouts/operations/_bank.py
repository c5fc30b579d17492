"""What people do with the bank: say which account pays, take a batch's file, bring what the bank answered."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, Gathered, InvalidValue
from kernel.identifiers import ice, rib, rib_with_key
from kernel.ids import new_id
from kernel.versions import require_version
from markets.audit import operations as audit
from markets.payouts import hearing, rules
from markets.payouts.bank import queries
from markets.payouts.bank.contents import digest_of, open_file, seal_answer
from markets.payouts.bank.models import BankAnswer, BankFile, BankFileDownload, BankSettings
from markets.payouts.bank.reading import read_answer
from markets.payouts.bank.types import BankFileContent, BankLayout
from markets.payouts.formats.configured import as_json, from_json
from markets.payouts.formats.csv_statement import StatementCsv, parse_statement_csv
from markets.payouts.formats.csv_status import StatusCsv, parse_status_csv
from markets.payouts.formats.files import written
from markets.payouts.formats.refusals import BankFileRefused, TemplateRefused
from markets.payouts.formats.template import FileKind, FileTemplate, Source
from markets.payouts.formats.types import TransferItem, TransferOrder
from markets.payouts.operations._batches import locked_batch
from markets.payouts.rails.bank_file import layout_of
from markets.payouts.types import BatchState, Hearing
from markets.periods import operations as periods
from tenants.audit.types import Act, EntryKind, Origin
from tenants.database.claims import claim
from tenants.network.sandbox import refuse_in_sandbox

_LONGEST_NAME = 140
# Whoever sets a version waits for who is setting another.
_SETTING = UUID("b8a6f3b0-4f0e-4a57-9c3b-6e2f3ad9a2f1")
_NOBODY = UUID(int=0)


class NoBankFile(DomainError):
    """The batch has no file to take: it was not submitted, or is cancelled. Params: `batch`, `state`."""

    code = "NO_BANK_FILE"
    messages = {
        "ar": "ليس للدفعة {batch} ملف بنكي ({state})",
        "fr": "Le lot {batch} n'a pas de fichier bancaire ({state})",
        "en": "Batch {batch} has no bank file ({state})",
    }


@transaction.atomic
def set_bank_settings(
    *,
    debtor_name: str,
    debtor_ice: str,
    debtor_rib: str,
    debtor_bic: str = "",
    layout: BankLayout,
    template: Mapping[str, Any] | None = None,
    status_csv: Mapping[str, Any] | None = None,
    statement_csv: Mapping[str, Any] | None = None,
    expected_version: int | None = None,
    at: datetime,
    actor: str,
) -> BankSettings:
    """Say from which account files let the bank pay, and how its files are written; it holds for files made
    from now on. What holds already is returned as it is.

    A specimen is written first, so that what is wrong is known before money depends on it; all of it is
    told at once. Before the first settings the version is 0. Raises InvalidValue, InvalidIdentifier,
    VersionConflict, TransferOrderRefused, TemplateRefused, NotInASandbox.
    """
    refuse_in_sandbox()
    claim(_SETTING)
    latest = queries.settings_in_force()
    wanted = BankSettings(
        version=latest.version + 1 if latest else 1,
        debtor_name=debtor_name.strip(),
        debtor_bic=debtor_bic.strip().upper(),
        layout=layout,
        set_at=at,
        set_by=actor,
    )
    told = Gathered()
    with told:
        if not 0 < len(wanted.debtor_name) <= _LONGEST_NAME:
            reason = f"it has 1 to {_LONGEST_NAME} characters"
            raise InvalidValue(path=("debtor_name",), field="debtor_name", reason=reason)
    with told:
        if (layout is BankLayout.TEMPLATE) is (template is None):
            reason = "a template is given where the layout is a template, and nowhere else"
            raise InvalidValue(path=("template",), field="template", reason=reason)
    with told, _placed("debtor_ice"):
        wanted.debtor_ice = ice(debtor_ice)
    with told, _placed("debtor_rib"):
        wanted.debtor_rib = rib(debtor_rib)
    with told, _placed("template"):
        wanted.template = None if template is None else as_json(from_json(FileTemplate, template))
    with told, _placed("status_csv"):
        wanted.status_csv = None if status_csv is None else as_json(from_json(StatusCsv, status_csv))
    with told, _placed("statement_csv"):
        mapping = None if statement_csv is None else from_json(StatementCsv, statement_csv)
        wanted.statement_csv = None if mapping is None else as_json(mapping)
    told.refuse()
    _require_usable(wanted)
    if latest is not None and _said(latest) == _said(wanted):
        return latest
    require_version(expected=expected_version, current=wanted.version - 1)
    wanted.save(force_insert=True)
    return wanted


@transaction.atomic
def download_bank_file(*, batch_id: UUID, origin: Origin) -> BankFileContent:
    """Hand out a batch's file with its full account numbers, and note who took it, in the audit too: from
    then on the batch is not cancelled any more.

    Raises NotFound, NoBankFile, BankFileTampered.
    """
    batch = locked_batch(batch_id)
    file = BankFile.objects.select_related("settings").filter(batch=batch).first()
    if file is None or batch.state == BatchState.CANCELLED:
        raise NoBankFile(batch=str(batch_id), state=batch.state)
    content = open_file(file)
    entry = audit.record(
        act=Act(
            action="bankFile.download", kind=EntryKind.READ, object_type="BankFile", object_key=str(file.pk)
        ),
        origin=origin,
    )
    BankFileDownload.objects.create(
        file=file, at=origin.at, actor=origin.actor, request_id=origin.request_id[:64], entry_id=entry
    )
    layout = layout_of(file.settings)
    if isinstance(layout, FileTemplate):
        delimited = layout.kind is FileKind.DELIMITED
        suffix, media_type = ("csv", "text/csv") if delimited else ("txt", "text/plain")
        return BankFileContent(
            f"{file.message_id}.{suffix}", f"{media_type}; charset={layout.encoding}", content
        )
    return BankFileContent(f"{file.message_id}.xml", "application/xml", content)


@transaction.atomic
def upload_bank_answer(*, content: bytes, at: datetime, actor: str) -> BankAnswer:
    """Hear a file of the bank, whichever of its kinds it is. The same file again is the same row and changes
    nothing.

    Raises BankFileRefused (with every problem and its place; then nothing was heard), NoOpenPeriod.
    """
    digest = digest_of(content)
    claim(UUID(bytes=digest[:16]))
    known = BankAnswer.objects.filter(digest=digest).first()
    if known is not None:
        return known
    # The place in the half-month comes before any row: docs/decisions/half-months.md.
    periods.take_period(occurred_at=at)
    read = read_answer(content, queries.settings_in_force(), at=at)
    heard = hearing.ingest(reports=read.reports, at=at, actor=actor)
    answer_id = new_id()
    return BankAnswer.objects.create(
        id=answer_id,
        kind=read.kind,
        digest=digest,
        sealed=seal_answer(content, answer_id=answer_id),
        size=len(content),
        **{one.value: heard.count(one) for one in Hearing},
        left_alone=read.left_alone,
        other_entries=read.other_entries,
        uploaded_at=at,
        uploaded_by=actor,
    )


@contextmanager
def _placed(field: str) -> Iterator[None]:
    """A refusal within is about this field."""
    try:
        yield
    except DomainError as refusal:
        refusal.path = (field,)
        raise


def _said(settings: BankSettings) -> tuple[Any, ...]:
    return (
        settings.debtor_name,
        settings.debtor_ice,
        settings.debtor_rib,
        settings.debtor_bic,
        settings.layout,
        settings.template,
        settings.status_csv,
        settings.statement_csv,
    )


def _require_usable(settings: BankSettings) -> None:
    """Raises TransferOrderRefused, TemplateRefused, InvalidValue."""
    layout, told = layout_of(settings), Gathered()
    if isinstance(layout, FileTemplate) and all(
        column.source is not Source.END_TO_END_ID for column in layout.columns
    ):
        reason = "without the end-to-end id no answer of the bank finds its transfer"
        with told, _placed("template"):
            raise TemplateRefused([InvalidValue(path=("columns",), field="columns", reason=reason)])
    with told:
        written(_specimen(settings), layout)
    # Mappings are looked at before the file that they read; that an empty one has no titles is no news.
    if settings.status_csv is not None:
        with told, _placed("status_csv"), suppress(BankFileRefused):
            parse_status_csv(b"", from_json(StatusCsv, settings.status_csv))
    if settings.statement_csv is not None:
        mapping = from_json(StatementCsv, settings.statement_csv)
        with told, _placed("statement_csv"), suppress(BankFileRefused):
            parse_statement_csv(b"", mapping)
        with told, _placed("statement_csv"):
            if rib(mapping.account_rib) != settings.debtor_rib:
                reason = "it is of another account than pays"
                raise InvalidValue(field="statement_csv", reason=reason)
    told.refuse()


def _specimen(settings: BankSettings) -> TransferOrder:
    name = rules.end_to_end_id(_NOBODY)
    item = TransferItem(
        end_to_end_id=name,
        instruction_id=name,
        creditor_name="Specimen",
        creditor_rib=rib_with_key(f"{7_780:06d}{1:016d}"),
        creditor_bic=None,
        amount_minor=100,
        remittance="Specimen",
    )
    return TransferOrder(
        message_id=rules.message_id(_NOBODY),
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        execution_on=date(2026, 1, 2),
        debtor_name=settings.debtor_name,
        debtor_ice=settings.debtor_ice,
        debtor_rib=settings.debtor_rib,
        debtor_bic=settings.debtor_bic or None,
        items=(item,),
    )
