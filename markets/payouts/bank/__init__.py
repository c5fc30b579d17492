"""What a market and its bank exchange as files: settings, orders that were made, and answers."""
