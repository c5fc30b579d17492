"""Documents of cooperatives in the API, what is asked of them, and what they still owe."""
