"""Starting a sandbox anew: all that was tried there goes, and there is something to play with again."""
