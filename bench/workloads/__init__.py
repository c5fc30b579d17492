"""What is measured, and beside each the SQL that is its limit."""
