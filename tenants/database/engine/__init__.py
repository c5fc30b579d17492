"""The Django database engine of the platform, named in `config.settings` as `tenants.database.engine`."""
