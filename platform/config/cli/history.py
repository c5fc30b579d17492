"""`tadamun history`: bring the past of a market that joins."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from config.environment import ENV
from config.start import start_process
from kernel.clock import now

if TYPE_CHECKING:
    from markets.history.types import HalfMonthImported

app = typer.Typer(name="history", help="The past of a market that joins.", no_args_is_help=True)

REFUSED = 1
MOST_SHOWN = 50

# A group of one command needs a callback to stay a group.
app.callback()(lambda: None)


@app.command("import")
def import_(
    folder: Annotated[Path, typer.Argument(help="The folder, as docs/history-import.md describes it.")],
    market: Annotated[str, typer.Option(help="The market's slug; it is planned and has not opened yet.")],
    all_refusals: Annotated[
        bool, typer.Option("--all-refusals", help=f"Show every refused row, not the first {MOST_SHOWN}.")
    ] = False,
) -> None:
    """Import a market's past. Half-months already imported are skipped; exit code 1 when rows are refused."""
    start_process(ENV)
    from config import history_import as history
    from markets.history.refusals import HistoryRefused

    console = Console(stderr=True)
    try:
        setup = history.import_setup(market, folder, clock=now)
        half_months = history.half_months(folder)
        imported = list(_shown(history.import_half_months(market, folder, clock=now), len(half_months)))
    except HistoryRefused as refused:
        shown = refused.refusals if all_refusals else refused.refusals[:MOST_SHOWN]
        for refusal in shown:
            typer.echo(str(refusal), err=True)
        left = len(refused.refusals) - len(shown)
        console.print(
            f"{len(refused.refusals)} rows refused; nothing of {refused.params['what']} was written."
            + (f" {left} are not shown: --all-refusals shows them." if left else "")
        )
        raise typer.Exit(REFUSED) from None
    new = [one for one in imported if not one.skipped]
    typer.echo(
        f"{setup.listings} listings, {len(new)} half-months, {sum(one.sales for one in new)} sales, "
        f"{sum(one.items for one in new)} items imported; {len(imported) - len(new)} half-months were here."
    )


def _shown(imported: "Iterator[HalfMonthImported]", total: int) -> "Iterator[HalfMonthImported]":
    with progress() as bar:
        task = bar.add_task("half-months", total=total)
        for one in imported:
            bar.update(task, advance=1, description=f"half-month {one.half_month}")
            yield one


@contextlib.contextmanager
def progress() -> Iterator[Progress]:
    """A progress bar on stderr, so that what a command answers stays clean."""
    columns = (
        TextColumn("{task.description:<28}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        yield bar
