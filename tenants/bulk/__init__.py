"""Bulk operations: a mutation for each line of a file, and lists exported whole, one line a row. Once for
each side.
"""
