"""`tadamun person`, as a process of its own on real logins."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from kernel import clock
from tenants.audit.models import AuditEntry
from tenants.database.session import as_hq
from tenants.people import operations as people
from tenants.people import queries
from tenants.people.models import Invitation
from tenants.permissions import Role

TADAMUN = Path(sys.executable).with_name("tadamun")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TADAMUN, "person", *arguments], env=dict(os.environ), capture_output=True, text=True, timeout=120
    )


class TestPerson:
    def test_is_invited_by_a_link_and_then_listed(self, live_market: str) -> None:
        done = run("invite", "--role", "hq_admin", "--scope", "network", "--email", "First@example.ma")

        assert done.returncode == 0, done.stderr
        secret = done.stdout.strip().rpartition("/invitation/")[2]
        with as_hq():
            assert Invitation.objects.get().sent_at is not None
            assert AuditEntry.objects.get().action == "cli.person.invite"
            person = people.accept_invitation(
                secret=secret,
                password="quatre chèvres rousses",
                address="203.0.113.7",
                at=clock.now() + timedelta(minutes=1),
            )
            assert [grant.role for grant in queries.grants_of(person.pk)] == [Role.HQ_ADMIN]
        assert run("list").stdout == "First\tfirst@example.ma\thq_admin\tnetwork\n"

    def test_is_refused_in_one_line(self, live_market: str) -> None:
        for role, email in (("hq_admin", "nobody"), ("cashier", "a@example.ma"), ("king", "a@example.ma")):
            done = run("invite", "--role", role, "--scope", "network", "--email", email)
            assert done.returncode == 2 and done.stdout == "" and "Traceback" not in done.stderr
