"""`tadamun hosts`: for browsers and clients that do not resolve `*.localhost` by themselves."""

from collections.abc import Sequence

import typer

from config.environment import ENV
from config.start import start_process

app = typer.Typer()

EVERYWHERE = ("0.0.0.0", "::")


@app.command("hosts")
def show() -> None:
    """Print the line for /etc/hosts that names headquarters and every market of this network."""
    listening_on = "127.0.0.1" if ENV.host in EVERYWHERE else ENV.host
    names = [f"{name}.{ENV.domain}" for name in ("hq", *_markets())]
    typer.echo(" ".join([listening_on, *names]))


def _markets() -> Sequence[str]:
    start_process(ENV)
    from tenants.database.session import as_gate
    from tenants.network import queries as network

    with as_gate():
        return network.market_schemas()
