"""The sales in the API: what was sold and paid at the tills, and what came back."""
