"""What a session is called."""

from hashlib import sha256
from uuid import UUID


def session_of_code(code: str) -> UUID:
    """The session that an authorization code begins, known from the code alone: a code used twice names what
    it gave the first time, though the code itself is gone.
    """
    return UUID(bytes=sha256(code.encode("utf-8", "surrogatepass")).digest()[:16], version=4)
