"""`tadamun statements`: write the statements of a half-month into a folder, as cooperatives get them."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from config.environment import ENV
from config.start import start_process
from kernel.clock import now
from markets.documents.types import FileKind

app = typer.Typer()


@app.command()
def statements(
    market: Annotated[str, typer.Option(help="The market's slug.")],
    period: Annotated[int, typer.Option(help="The half-month's key: 2026111 is the first of November 2026.")],
    out: Annotated[Path, typer.Option(help="The folder to write into; made where it is missing.")],
    kind: Annotated[FileKind, typer.Option(help="In which form.")] = FileKind.PDF,
) -> None:
    """Write every statement of a sealed half-month as a file; a file of that name is written over."""
    start_process(ENV)
    from markets.documents import operations as documents
    from markets.documents import queries
    from tenants.database.session import as_hq, as_market
    from tenants.network import queries as network

    with as_hq():
        network.market(market)
    out.mkdir(parents=True, exist_ok=True)
    written = 0
    with as_market(market):
        total = queries.statements_in_order(period).count()
        files = documents.render_period(period_id=period, kind=kind, made_at=now())
        for made in track(
            files, description=f"half-month {period}", total=total, console=Console(stderr=True)
        ):
            (out / made.name).write_bytes(made.content)
            written += len(made.content)
    typer.echo(f"{total} statements, {written / 1024 / 1024:.1f} MiB, in {out}")
