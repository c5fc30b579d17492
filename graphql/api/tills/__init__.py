"""The tills in the API, and the receipts they owe."""
