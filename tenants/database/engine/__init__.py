"""The Django database engine of the platform: `DATABASES["default"]["ENGINE"] = "tenants.database.engine"`."""
