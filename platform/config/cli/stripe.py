"""`tadamun stripe`: say which Stripe account is a market's, and see whether it may be used."""

import sys
from typing import Annotated

import typer

from config.environment import ENV
from config.start import start_process
from kernel.clock import now
from kernel.ids import new_id

app = typer.Typer(name="stripe", help="A market's Stripe account: configure, status.", no_args_is_help=True)

Market = Annotated[str, typer.Option(help="The market's slug.")]


@app.command()
def configure(
    market: Market,
    country: Annotated[str, typer.Option(help="The account's country, ISO 3166-1, such as FR.")],
    currency: Annotated[str, typer.Option(help="What it is settled in, such as eur.")],
    legal_basis: Annotated[str, typer.Option(help="Why data may go abroad (law 09-08).")] = "",
    cndp_number: Annotated[str, typer.Option(help="The number of the CNDP's authorisation.")] = "",
    publishable_key: Annotated[str, typer.Option(help="The key that browsers may know.")] = "",
    api_base: Annotated[
        str, typer.Option(help="Another Stripe on this machine, outside production: http://127.0.0.1:<port>")
    ] = "",
    enable: Annotated[bool, typer.Option("--enable", help="Let it be used.")] = False,
) -> None:
    """Read the secret key, then the webhook secrets, from standard input, one a line, and put them in force.

    They are never arguments: those stand in the list of processes and in the shell's history.
    """
    start_process(ENV)
    from config.commands import commanded
    from markets.stripe_account import operations as stripe
    from markets.stripe_account.types import Settings
    from tenants.access import SYSTEM

    lines = [line.strip() for line in sys.stdin if line.strip()]
    if len(lines) < 2:
        raise typer.BadParameter("standard input has the secret key and at least one webhook secret")
    settings = Settings(
        api_key=lines[0],
        webhook_secrets=lines[1:],
        publishable_key=publishable_key,
        platform_country=country,
        settlement_currency=currency,
        legal_basis=legal_basis,
        cndp_number=cndp_number,
        enabled=enable,
        api_base=api_base,
    )
    _require_market(market)
    at = now()
    with commanded("stripe.configure", at=at, market=market) as about:
        account = stripe.configure_stripe(
            configuration_id=new_id(), settings=settings, configured_at=at, actor=SYSTEM.id
        )
        about.object_type, about.object_key = "StripeAccount", str(account.pk)
    typer.echo(f"{market}: version {account.version} is in force, {'enabled' if enable else 'not enabled'}")


@app.command()
def status(market: Market) -> None:
    """Say whether the market may use Stripe; no key is printed."""
    start_process(ENV)
    from markets.stripe_account import queries
    from tenants.database.session import as_market

    _require_market(market)
    with as_market(market):
        account = queries.configured_account()
    enabled = f"enabled since {account.enabled_at:%Y-%m-%d}" if account.enabled_at else "not enabled"
    mode = "live" if account.live else "test"
    typer.echo(f"{market}: version {account.version}, {account.platform_country}, {mode} key, {enabled}")


def _require_market(slug: str) -> None:
    from tenants.database.session import as_hq
    from tenants.network import queries as network

    with as_hq():
        network.market(slug)
