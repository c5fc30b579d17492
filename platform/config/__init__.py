"""The Django project: settings, addresses, the command line, and the server it keeps its data in."""
