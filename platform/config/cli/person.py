"""`tadamun person`: invite somebody, first of all the first administrators, and list who holds what."""

from typing import Annotated
from uuid import UUID

import typer

from config.environment import ENV
from config.start import start_process
from kernel.clock import now

app = typer.Typer(
    name="person", help="People: invite somebody to a role, list who holds what.", no_args_is_help=True
)


@app.command()
def invite(
    role: Annotated[str, typer.Option(help="hq_admin, market_manager, cashier, ...")],
    scope: Annotated[str, typer.Option(help="`network`, or one market's slug.")],
    email: Annotated[str, typer.Option(help="The e-mail address; this or --phone.")] = "",
    phone: Annotated[str, typer.Option(help="The phone number; this or --email.")] = "",
    name: Annotated[str, typer.Option(help="The name; what the address begins with unless given.")] = "",
    language: Annotated[str, typer.Option(help="ar, fr or en: the language of the message.")] = "fr",
    cooperative: Annotated[
        UUID | None, typer.Option(help="The cooperative of a cooperative_delegate.")
    ] = None,
) -> None:
    """Send an invitation, and print its link alone on the last line; it is shown this once, stored as a hash,
    and works once within seven days.
    """
    start_process(ENV)
    from config.commands import commanded
    from shared_catalog.registry import queries as registry
    from tenants.access import SYSTEM
    from tenants.people import operations
    from tenants.permissions import Role

    if role not in list(Role):
        raise typer.BadParameter(f"one of {', '.join(Role)}", param_hint="--role")
    at = now()
    with commanded("person.invite", at=at) as about:
        if cooperative is not None:
            registry.cooperative(cooperative)
        invited = operations.invite_person(
            name=name or email.partition("@")[0] or phone,
            email=email or None,
            phone=phone or None,
            language=language,
            role=Role(role),
            scope=scope,
            cooperative_id=cooperative,
            actor=SYSTEM,
            at=at,
        )
        about.object_type, about.object_key = "Invitation", str(invited.row.pk)
    row = invited.row
    typer.echo(f"{row.name}: {role} of {scope}, valid until {row.expires_at:%Y-%m-%d %H:%M} UTC", err=True)
    typer.echo(invited.link)


@app.command("list")
def list_people() -> None:
    """Who holds which role where, one grant a line, by name."""
    start_process(ENV)
    from tenants.database.session import as_hq
    from tenants.people import queries

    with as_hq():
        for row in queries.memberships_by_name():
            details = row.person.details
            contact = details.email or details.phone or "-"
            state = "" if row.person.is_active else "\tdisabled"
            typer.echo(f"{details.name}\t{contact}\t{row.role}\t{row.scope}{state}")
