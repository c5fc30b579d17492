import django.db.models.deletion
from django.db import migrations, models

_ENTRIES = """
    INSERT INTO market_audit_entry (id, at, kind, action, outcome, code, actor, through, roles, scope,
                                    object_type, object_key, changes, request_id)
    SELECT gen_random_uuid(), at, 'read', 'bankFile.download', 'done', '', actor, '', '', '', 'BankFile',
           file_id::text, jsonb_build_object('download', id), request_id
    FROM payouts_bankfiledownload
"""
_ADDRESSES = """
    INSERT INTO market_audit_personal (entry_id, address, said, reason)
    SELECT entry.id, download.address, '{}', ''
    FROM payouts_bankfiledownload download
    JOIN market_audit_entry entry ON entry.changes = jsonb_build_object('download', download.id)
"""
_LINKS = """
    UPDATE payouts_bankfiledownload download SET entry_id = entry.id
    FROM market_audit_entry entry WHERE entry.changes = jsonb_build_object('download', download.id)
"""


class Migration(migrations.Migration):
    """Where files were sent to goes apart, so that it can be forgotten."""

    dependencies = [
        ("market_audit", "0001_initial"),
        ("payouts", "0003_stripe_payout"),
    ]

    operations = [
        migrations.AddField(
            model_name="bankfiledownload",
            name="entry",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="market_audit.marketauditentry",
            ),
        ),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (_ENTRIES, _ADDRESSES, _LINKS)),
        # What waits to be checked is checked, so that the table may change; a schema is made in one
        # transaction, whose later statements wait again.
        migrations.RunSQL(
            "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED", migrations.RunSQL.noop
        ),
        migrations.AlterField(
            model_name="bankfiledownload",
            name="entry",
            field=models.OneToOneField(
                help_text="In the audit, which knows where it was sent to.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="market_audit.marketauditentry",
            ),
        ),
        migrations.RemoveField(model_name="bankfiledownload", name="address"),
    ]
