"""The files and bulk operations of one market, in its own schema; what is done with them is in
`tenants.bulk`.
"""
