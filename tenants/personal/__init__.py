"""What the columns of the platform hold, as law 09-08 asks: which are personal, and how long they are kept.

A module `columns` in each layer says it of the layer's models.
"""
