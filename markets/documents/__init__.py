"""What cooperatives read: statements as PDF, CSV and sealed JSON, their public proof, and messages."""
