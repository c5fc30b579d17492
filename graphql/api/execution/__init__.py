"""The compiled executor: an operation that only reads becomes one prepared statement that answers in JSON.

`docs/compiled-executor.md` follows one operation from its text to its SQL. The ordinary executor
(`api.base.execution`) defines what every operation means; what is not planned here is left to it.
"""
