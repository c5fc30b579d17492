"""`tadamun verify`: look at whole markets, and name every row that breaks an invariant."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from config.environment import ENV
from config.start import start_process
from kernel.clock import now

if TYPE_CHECKING:
    from config.verification import MarketVerified
    from markets.verification.types import Finding

app = typer.Typer()

FOUND = 1
_WIDTH_OF_A_FILE = 160


@app.command()
def verify(
    market: Annotated[str, typer.Option(help="The slug of one market; all of them unless given.")] = "",
    chain: Annotated[
        bool, typer.Option("--chain/--no-chain", help="Hash every ledger row that was ever sealed.")
    ] = True,
) -> None:
    """Check that every invariant of the books holds and that nothing sealed has changed. Nothing is written.

    Exit code 1 when a row breaks an invariant, 0 when none does.
    """
    start_process(ENV)
    from config.verification import markets_verified

    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH_OF_A_FILE)
    sound = True
    for verified in markets_verified(market, chain=chain, clock=now):
        _show(verified, console)
        sound = sound and verified.sound
    if not sound:
        raise typer.Exit(FOUND)


def _show(verified: "MarketVerified", console: Console) -> None:
    table = Table(title=f"{verified.market}, {verified.seconds:.1f} s", title_justify="left")
    table.add_column("Invariant")
    table.add_column("What holds", overflow="fold")
    table.add_column("Offending rows", justify="right")
    for finding in verified.findings:
        count = "0" if finding.holds else f"[bold red]{_count(finding)}[/]"
        table.add_row(finding.name, finding.invariant.meaning, count)
    console.print(table)
    for finding in verified.findings:
        for row in finding.rows:
            said = ", ".join(f"{name}={value}" for name, value in row.details.items())
            console.print(f"{verified.market}: {row.name}: {said}", style="red", markup=False, soft_wrap=True)
    console.print(_summary(verified))


def _count(finding: "Finding") -> str:
    from markets.verification.types import MOST_ROWS

    return f"{MOST_ROWS} or more" if len(finding.rows) == MOST_ROWS else str(len(finding.rows))


def _summary(verified: "MarketVerified") -> str:
    broken = sum(not finding.holds for finding in verified.findings)
    chained = f"; the chain has {verified.blocks:,} blocks" if verified.blocks is not None else ""
    if broken:
        return f"[bold red]{verified.market}: {broken} of {len(verified.findings)} invariants are broken[/]"
    return f"{verified.market}: all {len(verified.findings)} invariants hold{chained}."
