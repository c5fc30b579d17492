"""Whom the network serves: members and their income by region and group, without telling of any few."""
