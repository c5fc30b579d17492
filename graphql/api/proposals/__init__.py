"""Proposals in the API: markets propose, headquarters decides."""
