"""Events, their signatures, and the order in which they come."""

import json
import subprocess
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import stripe
from stripe_server.control import Control
from stripe_server.remote import RemoteControl
from stripe_server.server import StripeServer

SECRET = "whsec_test"


class TestEvents:
    def test_are_signed_as_stripe_signs_them(self, control: Control, client: stripe.StripeClient) -> None:
        control.endpoint(url="http://127.0.0.1:9/", secret=SECRET)
        client.v1.payment_intents.create(params={"amount": 500, "currency": "mad"})
        [sent] = control.take()
        event = stripe.Webhook.construct_event(
            sent["body"], sent["headers"]["Stripe-Signature"], SECRET, tolerance=0
        )
        assert (event.type, event.data.object.object) == ("payment_intent.created", "payment_intent")
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(
                sent["body"] + " ", sent["headers"]["Stripe-Signature"], SECRET, tolerance=0
            )

    def test_of_connected_accounts_say_whose_they_are(
        self, control: Control, client: stripe.StripeClient, recipient: Callable[[], Any]
    ) -> None:
        account = recipient()
        [event] = client.v1.events.list(
            params={"type": "account.updated"}, options={"stripe_account": account.id}
        ).data
        assert event.account == account.id

    def test_are_brought_twice_and_out_of_order_as_the_seed_says(
        self, control: Control, client: stripe.StripeClient
    ) -> None:
        control.endpoint(url="http://127.0.0.1:9/", secret=SECRET)
        for _ in range(4):
            client.v1.payment_intents.create(params={"amount": 500, "currency": "mad"})
        in_order = [d["event"] for d in control.deliveries()]
        ids = [stripe.Event.construct_from(_json(sent), "k").id for sent in control.take(copies=2, seed=3)]
        assert sorted(ids) == sorted(in_order * 2)
        assert ids != [each for each in in_order for _ in range(2)]
        assert control.take() == []

    def test_wait_for_an_endpoint_that_refuses_them(
        self, control: Control, client: stripe.StripeClient
    ) -> None:
        statuses, seen = [500, 200], []

        class Receiver(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                seen.append(self.headers["Host"])
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(statuses.pop(0))
                self.end_headers()

            def log_message(self, *_said: Any) -> None:
                pass

        with HTTPServer(("127.0.0.1", 0), Receiver) as receiver:
            Thread(target=receiver.serve_forever, daemon=True).start()
            url = f"http://127.0.0.1:{receiver.server_port}/stripe/webhook"
            control.endpoint(url=url, secret=SECRET, headers={"Host": "casablanca.localhost"})
            client.v1.payment_intents.create(params={"amount": 500, "currency": "mad"})
            assert control.flush() == [500]
            assert control.flush() == [200]
            assert control.flush() == []
            receiver.shutdown()
        assert seen == ["casablanca.localhost"] * 2


class TestProcess:
    def test_prints_its_port_and_is_told_what_to_do(self, tmp_path: Path) -> None:
        tests = Path(__file__).resolve().parents[1]
        command = [sys.executable, "-m", "stripe_server", "--port", "0", "--state", str(tmp_path / "s")]
        with subprocess.Popen(
            command, env={"PYTHONPATH": str(tests)}, stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                assert process.stdout is not None
                url = f"http://127.0.0.1:{process.stdout.readline().strip()}"
                control = RemoteControl(url)
                control.fund(amount=5, currency="mad")
                client = stripe.StripeClient("sk_test_tadamun0000000000", base_addresses={"api": url})
                assert client.v1.balance.retrieve().available[0].amount == 5
                with pytest.raises(ValueError, match="KeyError"):
                    control.nothing()
            finally:
                process.terminate()
            assert process.wait(20) == 0

    def test_begins_anew_when_it_is_reset(self, server: StripeServer) -> None:
        server.control.fund(amount=5, currency="mad")
        server.reset()
        assert server.control.books()["balances"] == {}


def _json(sent: dict[str, Any]) -> Any:
    return json.loads(sent["body"])
