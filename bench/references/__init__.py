"""The second and third reference: graphene-django as its documentation has it, and as careful people tune it.

Both have the platform's models, host and login, answer the same operations, and are served as it is; they
have no authentication, limits or costs, which is to their advantage.
"""
