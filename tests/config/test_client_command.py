"""`tadamun client` and `tadamun signing-key`, as processes of their own on real logins."""

import os
import subprocess
import sys
from pathlib import Path

from kernel import clock
from tenants.database.session import as_hq
from tenants.oauth import operations, queries

TADAMUN = Path(sys.executable).with_name("tadamun")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TADAMUN, *arguments], env=dict(os.environ), capture_output=True, text=True, timeout=120
    )


class TestClient:
    def test_is_registered_listed_renewed_and_ended(self, live_market: str) -> None:
        done = run("client", "register", "--name", "Caisse", "--grant", f"integrator@{live_market}")
        assert done.returncode == 0, done.stderr
        client_id, secret = done.stdout.split()
        assert client_id in run("client", "list").stdout
        renewed = run("client", "rotate-secret", client_id, "--overlap-hours", "0").stdout.strip()
        with as_hq():
            client = queries.client_of(client_id)
            assert client is not None
            good = [queries.secret_is_good(client, one, now=clock.now()) for one in (secret, renewed)]
            assert good == [False, True]
        assert run("client", "end", client_id).returncode == 0
        with as_hq():
            assert queries.client_of(client_id) is None

    def test_is_refused_in_one_line(self, live_market: str) -> None:
        for grant in ("integrator", "king@network", "cashier@network", "cashier@atlantis"):
            done = run("client", "register", "--name", "Caisse", "--grant", grant)
            assert done.returncode == 2 and done.stdout == "" and "Traceback" not in done.stderr


class TestSigningKey:
    def test_is_rotated_and_withdrawn(self, live_market: str) -> None:
        assert run("signing-key", "rotate").returncode == 0
        with as_hq():
            now = clock.now()
            first = operations.signing_key(now=now).thumbprint()
        assert run("signing-key", "withdraw", first).returncode == 0
        with as_hq():
            assert operations.signing_key(now=clock.now()).thumbprint() != first
        assert run("signing-key", "withdraw", "nothing").returncode == 2
