"""Webhooks: what happened is told to whoever registered an address, signed, in order, until it is taken.

Everything here works on `Books`, the tables of one side: headquarters' are this slice's own, a market's are
`markets.webhooks`. By the Standard Webhooks specification (github.com/standard-webhooks/standard-webhooks).
"""
