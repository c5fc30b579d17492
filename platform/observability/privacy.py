"""Taking personal data out of text that leaves the platform: law 09-08 asks leave to host it abroad."""

import re

HIDDEN = "[hidden]"

_UUID = r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"
_PERSONAL = re.compile(
    "|".join(
        [
            f"(?P<kept>{_UUID})",  # ids of our own rows, which tell nobody else anything
            r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)*",  # e-mail addresses
            r"(?i:\b(?:bearer|basic)\s+\S+)",
            r"(?:\b[A-Za-z]{2})?\+?(?:\d[\s.()-]{0,2}){7,}\d",  # RIB, IBAN, ICE, card and phone numbers
            r"\b(?=[A-Za-z_-]*\d)[\w-]{24,}(?:\.[\w-]+)*",  # tokens, keys, JWTs
        ]
    )
)
# Values that a library quotes in its message; with an underscore in it, it is a constraint or an argument.
_QUOTED = re.compile(r"""(?P<quote>["'])(?P<text>.*?)(?P=quote)""")
_OUR_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")


def scrub(text: str) -> str:
    """The text without e-mail addresses, tokens, account, company and phone numbers; UUIDs stay."""
    return _PERSONAL.sub(lambda match: match["kept"] or HIDDEN, text)


def scrub_error(message: str) -> str:
    """The first line of an error's message, scrubbed, and without quoted values.

    The lines below the first are where PostgreSQL repeats the failing row and the values it was given.
    """
    first_line = message.partition("\n")[0]
    return scrub(_QUOTED.sub(_hide_value, first_line))


def _hide_value(match: re.Match[str]) -> str:
    if _OUR_NAME.fullmatch(match["text"]):
        return match[0]
    return f"{match['quote']}{HIDDEN}{match['quote']}"
