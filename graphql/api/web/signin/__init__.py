"""Pages for people on headquarters' host: signing in, allowing an application, invitations, recovery.

Arabic and French, plain HTML without a script, under `/account/` alone, which is where their cookies go.
"""
