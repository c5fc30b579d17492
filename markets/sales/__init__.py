"""What the tills sell and take back: each sale and each refund is one transaction."""
