"""PostgreSQL as the guard: one login per market, grants generated from the models, and the connection that
changes login.
"""
