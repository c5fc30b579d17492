"""What a bank is sent and what it answers: bytes from values and values from bytes, without a database."""
