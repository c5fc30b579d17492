"""How cooperatives are paid, in the API: payouts with their attempts, batches under four eyes, the rails."""
