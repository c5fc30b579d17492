"""Bulk operations and files of lines, for each side."""
