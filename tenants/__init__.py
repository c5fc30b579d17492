"""Who and where: markets as tenants, logins, API tokens and what each role may do. Knows no goods and no
money.
"""
