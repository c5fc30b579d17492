"""What happened in a market, in one gapless order that every reader can follow: the log is the outbox."""
