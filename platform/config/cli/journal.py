"""`tadamun journal` and `tadamun chart`: the books for the accountant, and the chart they are told in."""

from pathlib import Path
from typing import Annotated

import typer

from config.environment import ENV
from config.start import start_process
from kernel.clock import now

app = typer.Typer()


@app.command()
def journal(
    market: Annotated[str, typer.Option(help="The market's slug.")],
    period: Annotated[int, typer.Option(help="The half-month, or the first of several, such as 2026111.")],
    out: Annotated[Path, typer.Option(help="The file to write; it must not exist yet.", dir_okay=False)],
    last: Annotated[int | None, typer.Option(help="The last half-month; up to a year.")] = None,
    daily: Annotated[bool, typer.Option("--daily", help="One piece for the sales of a day.")] = False,
    cp1252: Annotated[bool, typer.Option("--cp1252", help="Windows 1252 instead of UTF-8.")] = False,
    draft: Annotated[bool, typer.Option("--draft", help="Also what is not sealed yet.")] = False,
) -> None:
    """Export a journal as CSV, and print its digest. Nothing is left at OUT when it is refused."""
    start_process(ENV)
    from kernel.halfmonth import HalfMonth
    from markets.accounting import operations
    from markets.accounting.types import Encoding, Layout
    from tenants.access import SYSTEM
    from tenants.database.session import as_hq, as_market
    from tenants.network import queries

    first = HalfMonth.from_key(period)
    with as_hq():
        if market not in queries.market_schemas():
            raise typer.BadParameter("there is no such market", param_hint="--market")
    if out.exists():
        raise typer.BadParameter(f"{out} exists", param_hint="--out")
    partial = out.with_name(f"{out.name}.partial")
    try:
        with partial.open("wb") as file, as_market(market):
            export = operations.export_journal(
                first=first,
                last=first if last is None else HalfMonth.from_key(last),
                layout=Layout.DAILY if daily else Layout.DETAILED,
                encoding=Encoding.CP1252 if cp1252 else Encoding.UTF_8,
                draft=draft,
                write=file.write,
                made_at=now(),
                actor=SYSTEM.id,
            )
        partial.rename(out)
    finally:
        partial.unlink(missing_ok=True)
    typer.echo(f"{out}: {export.lines} lines{', a draft' if export.draft else ''}", err=True)
    typer.echo(bytes(export.digest).hex())


@app.command()
def chart() -> None:
    """Give every market the accounts and mappings it lacks of the chart; what it has stays as it is."""
    start_process(ENV)
    from markets.accounting import operations
    from tenants.access import SYSTEM
    from tenants.database.session import as_hq, as_market
    from tenants.network import queries

    with as_hq():
        markets = queries.market_schemas()
    for market in markets:
        with as_market(market):
            added = operations.seed_chart(at=now(), actor=SYSTEM.id)
        typer.echo(f"{market}: {added} rows added")
