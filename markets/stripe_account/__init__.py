"""The market's own Stripe account: its keys, connected accounts, card payments, disputes and webhooks."""
