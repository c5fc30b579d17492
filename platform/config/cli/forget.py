"""`tadamun forget`: forget what is personal once its time is over, in every market and at headquarters."""

from collections.abc import Mapping

import typer

from config.environment import ENV
from config.start import start_process
from kernel.clock import now

app = typer.Typer()


@app.command()
def forget() -> None:
    """Do now what is done every night: docs/personal-data.md says what is kept for how long."""
    start_process(ENV)
    from config import forgetting
    from config.commands import COMMAND_LINE
    from tenants.database.session import as_hq, as_market
    from tenants.network import queries as network

    at = now()
    with as_hq():
        markets = network.market_schemas()
        _tell("headquarters", forgetting.forget_at_headquarters(now=at, actor=COMMAND_LINE))
    for market in markets:
        with as_market(market):
            _tell(market, forgetting.forget_in_market(now=at, actor=COMMAND_LINE))


def _tell(where: str, forgotten: Mapping[str, int]) -> None:
    counts = ", ".join(f"{name} {count}" for name, count in forgotten.items() if count)
    typer.echo(f"{where}: {counts or 'nothing to forget'}")
