"""How money leaves for the cooperatives: payouts, their attempts, batches under four eyes, and the rails."""
