"""`tadamun bank-file` and `tadamun bank-answer`: files for the bank and from it."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from config.environment import ENV
from config.start import start_process
from kernel.clock import now

app = typer.Typer()

REFUSED = 1

Market = Annotated[str, typer.Option(help="The market's slug.")]


@app.command("bank-file")
def bank_file(
    market: Market,
    batch: Annotated[UUID, typer.Option(help="The batch's id.")],
    out: Annotated[Path, typer.Option(help="Where the file goes; what is there is not overwritten.")],
) -> None:
    """Write a batch's file for the bank, readable by its owner only. Who took it is written down, as for a
    download.
    """
    start_process(ENV)
    from config.commands import COMMAND_LINE
    from markets.payouts import operations as payouts
    from tenants.audit.types import Origin
    from tenants.database.session import as_market

    if out.exists():
        raise typer.BadParameter(f"{out} is there already", param_hint="--out")
    with as_market(market):
        file = payouts.download_bank_file(batch_id=batch, origin=Origin(actor=COMMAND_LINE, at=now()))
    out.touch(mode=0o600)
    out.write_bytes(file.content)
    typer.echo(f"{file.name}: {len(file.content)} bytes in {out}")


@app.command("bank-answer")
def bank_answer(
    market: Market,
    file: Annotated[Path, typer.Argument(help="pain.002, camt.053, camt.054 or CSV.", exists=True)],
) -> None:
    """Bring a file of the bank; brought again it changes nothing. Exit code 1 when it is refused."""
    start_process(ENV)
    from config.commands import COMMAND_LINE, commanded
    from markets.payouts import operations as payouts
    from markets.payouts.formats.refusals import BankFileRefused, place_of

    try:
        with commanded("bankAnswer.upload", at=now(), market=market) as about:
            answer = payouts.upload_bank_answer(content=file.read_bytes(), at=now(), actor=COMMAND_LINE)
            about.object_type, about.object_key = "BankAnswer", str(answer.pk)
    except BankFileRefused as refused:
        for problem in refused.problems:
            typer.echo(f"{place_of(problem)}: {problem}".removeprefix(": "), err=True)
        raise typer.Exit(REFUSED) from None
    typer.echo(
        f"{answer.kind}: {answer.applied} applied, {answer.repeated} repeated, {answer.overtaken} overtaken, "
        f"{answer.contradicted} contradicted, {answer.unknown} unknown, {answer.left_alone} left alone, "
        f"{answer.other_entries} other entries"
    )
