"""How much each client may ask of each market: a leaky bucket of points, shared by the processes of one
machine.
"""
