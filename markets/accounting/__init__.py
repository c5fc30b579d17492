"""The market's books in the words of the Moroccan chart of accounts (CGNC), as a journal for accountants."""
