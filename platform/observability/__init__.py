"""What the platform tells those who run it: logs, errors and health, without knowing any domain."""
