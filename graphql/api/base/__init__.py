"""What slices of the API are made of: types, fields, connections, mutations, and how they are read and
checked.
"""
