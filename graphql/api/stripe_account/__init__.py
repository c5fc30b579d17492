"""The market's Stripe account in the API: its status, recipients, card payments, disputes and webhooks."""
