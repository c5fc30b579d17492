"""`PYTHONPATH=tests python -m stripe_server --port 0 --state FILE`: prints its port and serves until it is
told to stop.
"""

import argparse
import signal
import threading
from pathlib import Path

from stripe_server.server import StripeServer


def main() -> None:
    parser = argparse.ArgumentParser(prog="stripe_server", description="A Stripe for tests.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--state", type=Path, default=None)
    given = parser.parse_args()
    server = StripeServer(port=given.port, state=given.state).start()
    print(server.http.server_port, flush=True)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    stopped.wait()
    server.stop()


if __name__ == "__main__":
    main()
