"""What is told to the person who runs the platform, in one line and without a traceback."""


class ConfigurationError(Exception):
    """The environment, or the database server it names, does not allow the platform to run as asked."""
