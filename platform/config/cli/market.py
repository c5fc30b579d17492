"""`tadamun market`: create a market, list them, and move one from stage to stage."""

from typing import Annotated

import typer

from config.environment import ENV
from config.start import start_process
from kernel.clock import now

app = typer.Typer(
    name="market",
    help="The network's markets: create, list, open, suspend, resume, close.",
    no_args_is_help=True,
)

Slug = Annotated[
    str, typer.Argument(help="The market's slug: its schema and the first word of its host name.")
]


@app.command()
def create(
    slug: Annotated[
        str, typer.Option(help="3 to 30 small Latin letters or digits; also the host name's first word.")
    ],
    name_fr: Annotated[str, typer.Option(help="The market's name in French.")],
    name_ar: Annotated[str, typer.Option(help="The market's name in Arabic.")],
    city: Annotated[str, typer.Option(help="The city it stands in.")],
    region: Annotated[str, typer.Option(help="ISO 3166-2 code of its region, MA-01 to MA-12.")],
    name_en: Annotated[
        str, typer.Option(help="The market's name in English; the French one unless given.")
    ] = "",
    legal_name: Annotated[str, typer.Option(help="Who stands on its receipts.")] = "",
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="For trying the API out: it may be reset, and pays nobody.")
    ] = False,
) -> None:
    """Provision a market: login, schema, tables, grants and first rows, all or nothing. It starts as
    `planned`.
    """
    start_process(ENV, network=False)
    from config.commands import commanded
    from config.first_rows import FIRST_ROWS
    from tenants.database.migration import migrate_public
    from tenants.network import operations
    from tenants.network.types import Kind, MarketDescription

    migrate_public()
    description = MarketDescription(
        slug=slug,
        name_ar=name_ar,
        name_fr=name_fr,
        name_en=name_en or name_fr,
        city=city,
        region_code=region,
        legal_name=legal_name,
        kind=Kind.SANDBOX if sandbox else Kind.CITY,
    )
    at = now()
    made = operations.create_market(description=description, created_at=at, first_rows=FIRST_ROWS)
    with commanded("market.create", at=at) as about:
        about.object_type, about.object_key = "Market", str(made.pk)
    typer.echo(
        f"{slug} is planned; it answers on {slug}.{ENV.domain} and sells after `tadamun market open {slug}`"
    )


@app.command("list")
def list_markets() -> None:
    """Print every market: slug, kind, stage, city, region, host name."""
    start_process(ENV)
    from tenants.database.session import as_hq
    from tenants.network import queries

    with as_hq():
        for market in queries.markets():
            typer.echo(
                f"{market.slug:<20} {market.kind:<8} {market.stage:<10} {market.city:<16} "
                f"{market.region_code}  {market.slug}.{ENV.domain}"
            )


@app.command("open")
def open_(slug: Slug) -> None:
    """Let a planned or suspended market sell."""
    _move("open_market", slug)


@app.command()
def suspend(slug: Slug) -> None:
    """Refuse sales that happen from now on; earlier ones may still arrive, and reading, settling and paying
    go on.
    """
    _move("suspend_market", slug)


@app.command()
def resume(slug: Slug) -> None:
    """End a suspension."""
    _move("resume_market", slug)


@app.command()
def close(slug: Slug, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """End a market's trade for good; its books stay, and its last half-months are settled and paid."""
    if not yes:
        typer.confirm(f"{slug} will never sell again. Close it?", abort=True)
    _move("close_market", slug)


def _move(operation: str, slug: str) -> None:
    start_process(ENV)
    from config.commands import commanded
    from tenants.network import operations

    at = now()
    with commanded(f"market.{operation.removesuffix('_market')}", at=at) as about:
        market = getattr(operations, operation)(slug=slug, at=at)
        about.object_type, about.object_key = "Market", str(market.pk)
    typer.echo(f"{market.slug} is {market.stage}")
