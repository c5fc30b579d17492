"""Pages for cooperatives on headquarters' host: applying to a round of selection without an account.

Arabic and French, plain HTML without a script, guarded as the pages under `/account/` are, and under it since
the cookie that keeps other sites from sending our forms goes nowhere else.
"""
