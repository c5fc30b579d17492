"""`tadamun token`: make a bearer token, or end one."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import typer

from config.environment import ENV
from config.start import start_process
from kernel.clock import now

app = typer.Typer()


@app.command()
def token(
    scope: Annotated[str, typer.Option(help="`network`, or one market's slug.")],
    role: Annotated[str, typer.Option(help="hq_admin, market_manager, cashier, integrator, ...")],
    label: Annotated[str, typer.Option(help="Whose token it is, for those who look through the list.")] = "",
    days: Annotated[int, typer.Option(min=1, max=3650, help="How long it is valid.")] = 90,
    cooperative: Annotated[
        UUID | None, typer.Option(help="The cooperative of a cooperative_delegate.")
    ] = None,
) -> None:
    """Make a token and print it alone on the last line; it is shown this once and stored as a hash."""
    start_process(ENV)
    from config.commands import commanded
    from shared_catalog.registry import queries as registry
    from tenants.identity import operations
    from tenants.permissions import Role

    if role not in list(Role):
        raise typer.BadParameter(f"one of {', '.join(Role)}", param_hint="--role")
    at = now()
    with commanded("token.issue", at=at) as about:
        if cooperative is not None:
            registry.cooperative(cooperative)
        issued = operations.issue_token(
            role=Role(role),
            scope=scope,
            label=label or f"{role} of {scope}",
            issued_at=at,
            lifetime=timedelta(days=days),
            cooperative_id=cooperative,
        )
        about.object_type, about.object_key = "ApiToken", str(issued.row.pk)
    typer.echo(f"{issued.row.label}: {issued.row.id}, valid until {issued.row.expires_at:%Y-%m-%d}", err=True)
    typer.echo(issued.token)


@app.command("revoke-token")
def revoke_token(
    token_id: Annotated[UUID, typer.Argument(help="The id that `tadamun token` printed.")],
) -> None:
    """End a token; every server process refuses it within a minute."""
    start_process(ENV)
    from config.commands import commanded
    from tenants.identity import operations

    at = now()
    with commanded("token.revoke", at=at) as about:
        row = operations.revoke_token(token_id=token_id, revoked_at=at)
        about.object_type, about.object_key = "ApiToken", str(row.pk)
    typer.echo(f"{row.label} is revoked")
