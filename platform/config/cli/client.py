"""`tadamun client` and `tadamun signing-key`: OAuth's clients, and the keys that sign their tokens."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import typer

from config.environment import ENV
from config.start import start_process
from kernel.clock import now
from kernel.ids import new_id

app = typer.Typer()
clients = typer.Typer(name="client", help="OAuth's clients.", no_args_is_help=True)
keys = typer.Typer(name="signing-key", help="The keys that sign access tokens.", no_args_is_help=True)
app.add_typer(clients)
app.add_typer(keys)


@clients.command()
def register(
    name: Annotated[str, typer.Option(help="What people read when it asks for their consent.")],
    grant: Annotated[
        list[str] | None, typer.Option(help="For an integration: <role>@<market or network>; repeatable.")
    ] = None,
    redirect_uri: Annotated[
        list[str] | None, typer.Option(help="For an application: where it is sent back to; repeatable.")
    ] = None,
    scope: Annotated[str, typer.Option(help="OAuth's words, such as `market:casablanca sales:read`.")] = "",
    public: Annotated[bool, typer.Option("--public", help="It keeps no secret.")] = False,
) -> None:
    """Register a client; print its id, and alone on the last line its secret, which is shown this once."""
    start_process(ENV)
    from tenants.access import SYSTEM
    from tenants.database.session import as_hq
    from tenants.oauth import operations
    from tenants.oauth.types import ClientDescription, ClientKind, OwnGrant
    from tenants.permissions import Role

    grants = []
    for text in grant or []:
        role, at, place = text.partition("@")
        if role not in list(Role) or not at:
            raise typer.BadParameter("<role>@<market or network>", param_hint="--grant")
        grants.append(OwnGrant(id=new_id(), role=Role(role), scope=place))
    description = ClientDescription(
        name=name,
        kind=ClientKind.INTEGRATION if grants else ClientKind.APPLICATION,
        scope=scope.split(),
        confidential=not public,
        redirect_uris=redirect_uri or [],
        grants=grants,
    )
    with as_hq():
        issued = operations.register_client(
            client_id=new_id(), description=description, registrar=SYSTEM, at=now()
        )
    typer.echo(f"{issued.row.name}: {issued.row.scope}", err=True)
    typer.echo(issued.row.client_id)
    if issued.secret is not None:
        typer.echo(issued.secret)


@clients.command("list")
def show() -> None:
    """Every client: its id, kind, state, name and scope."""
    start_process(ENV)
    from tenants.database.session import as_hq
    from tenants.oauth import queries

    with as_hq():
        for row in queries.clients():
            kind = queries.kind_of(row.authorization_grant_type)
            state = "in use" if row.ended_at is None else f"ended {row.ended_at:%Y-%m-%d}"
            typer.echo(f"{row.client_id}  {kind}  {state}  {row.name}  ({row.scope})")


@clients.command("rotate-secret")
def rotate_secret(
    client_id: Annotated[UUID, typer.Argument(help="The client.")],
    overlap_hours: Annotated[
        int, typer.Option(min=0, max=720, help="How long the old one is good; 0 when it got known.")
    ] = 24,
) -> None:
    """Give a client a new secret and print it alone; it is shown this once."""
    start_process(ENV)
    from tenants.access import SYSTEM
    from tenants.database.session import as_hq
    from tenants.oauth import operations

    with as_hq():
        issued = operations.rotate_client_secret(
            client_id=client_id, actor=SYSTEM, at=now(), overlap=timedelta(hours=overlap_hours)
        )
    typer.echo(issued.secret)


@clients.command()
def end(client_id: Annotated[UUID, typer.Argument(help="The client.")]) -> None:
    """End a client for good; every server process refuses its tokens within half a minute."""
    start_process(ENV)
    from tenants.access import SYSTEM
    from tenants.database.session import as_hq
    from tenants.oauth import operations

    with as_hq():
        row = operations.end_client(client_id=client_id, actor=SYSTEM, at=now())
    typer.echo(f"{row.name} is ended")


@keys.command("rotate")
def rotate_key() -> None:
    """Make the next key now; it signs a quarter of an hour later, when everybody can have its public half."""
    start_process(ENV)
    from tenants.database.session import as_hq
    from tenants.oauth import operations

    with as_hq():
        row = operations.rotate_signing_keys(at=now())
    typer.echo(f"{row.pk} signs from {row.signs_from:%Y-%m-%d %H:%M} UTC")


@keys.command("withdraw")
def withdraw_key(
    key_id: Annotated[str, typer.Argument(help="The key, by its id in /oauth/keys.")],
) -> None:
    """Believe nothing that a key signed any more, because it got known; another one signs at once."""
    start_process(ENV)
    from tenants.database.session import as_hq
    from tenants.oauth import operations

    with as_hq():
        row = operations.withdraw_signing_key(key_id=key_id, at=now())
    typer.echo(f"{row.pk} is withdrawn")
