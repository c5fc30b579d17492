"""Imports and exports of the catalogue in the API."""
