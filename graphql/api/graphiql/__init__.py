"""GraphiQL, served by ourselves to browsers: its page, its built files, and example operations."""
