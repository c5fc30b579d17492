"""The control of a server in another process, by the same commands over HTTP."""

import json
import urllib.error
import urllib.request
from typing import Any


class RemoteControl:
    """`control.fund(amount=100)` is `POST /_control/fund` with `{"amount": 100}`."""

    def __init__(self, url: str) -> None:
        self.url = url

    def __getattr__(self, name: str) -> Any:
        def command(**given: Any) -> Any:
            body = json.dumps(given).encode()
            asked = urllib.request.Request(f"{self.url}/_control/{name}", body, method="POST")
            try:
                with urllib.request.urlopen(asked, timeout=30) as answer:
                    return json.loads(answer.read())["result"]
            except urllib.error.HTTPError as error:
                raise ValueError(json.loads(error.read())["error"]) from None

        return command
