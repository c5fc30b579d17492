"""A cooperative's province lies in its region: one foreign key over both columns, which Django cannot declare."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql="""
                ALTER TABLE registry_cooperative
                    ADD CONSTRAINT cooperative_province_in_region FOREIGN KEY (province_id, region_id)
                    REFERENCES registry_province (code, region_id) DEFERRABLE INITIALLY DEFERRED
            """,
            reverse_sql="ALTER TABLE registry_cooperative DROP CONSTRAINT cooperative_province_in_region",
        ),
    ]
