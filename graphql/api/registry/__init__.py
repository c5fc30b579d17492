"""The registry in the API: regions, provinces, cooperatives, their certificates, accounts and
participations.
"""
