"""Moderation in the API: requests to publish and to change products, who looks at them, and what became of
them.
"""
