"""An account is verified by somebody other than who recorded it, with a note of the call-back, and one that
replaces another cools off first.
"""

import django.db.models.deletion
import kernel.ids
from django.db import migrations, models


# Accounts that were verified by whoever recorded them have been seen by one person only, so they wait for
# another. Those that two people saw stay as they are, and say that nobody noted a call-back then.
KNOWN_ACCOUNTS = """
    UPDATE registry_payeeaccount SET verified_at = NULL, verified_by = '' WHERE verified_by = recorded_by;
    UPDATE registry_payeeaccount SET
        usable_from = verified_at, call_back_note = 'Verified before call-backs were noted.'
        WHERE verified_at IS NOT NULL;
    UPDATE registry_payeeaccount AS account SET replaces_id = earlier.id
        FROM (
            SELECT id AS later_id, lag(id) OVER (
                PARTITION BY cooperative_id ORDER BY superseded_at NULLS LAST, recorded_at, id
            ) AS id
            FROM registry_payeeaccount
        ) AS earlier
        WHERE earlier.later_id = account.id AND earlier.id IS NOT NULL;
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED
"""


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0002_province_in_its_region'),
    ]

    operations = [
        migrations.CreateModel(
            name='PayeeRules',
            fields=[
                ('id', models.UUIDField(default=kernel.ids.new_id, primary_key=True, serialize=False)),
                ('effective_from', models.DateField(unique=True)),
                ('cooling_off_days', models.PositiveSmallIntegerField()),
                ('set_at', models.DateTimeField(help_text='UTC.')),
                ('set_by', models.CharField(max_length=80)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='payeeaccount',
            name='payee_account_verified_by_somebody',
        ),
        migrations.AddField(
            model_name='payeeaccount',
            name='call_back_note',
            field=models.CharField(blank=True, help_text='Who was called on which known number, and when.', max_length=400),
        ),
        migrations.AddField(
            model_name='payeeaccount',
            name='rejected_at',
            field=models.DateTimeField(help_text='UTC.', null=True),
        ),
        migrations.AddField(
            model_name='payeeaccount',
            name='rejected_by',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='payeeaccount',
            name='rejection_reason',
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddField(
            model_name='payeeaccount',
            name='replaces',
            field=models.OneToOneField(help_text='The one before.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='registry.payeeaccount'),
        ),
        migrations.AddField(
            model_name='payeeaccount',
            name='usable_from',
            field=models.DateTimeField(help_text='UTC; the end of the cooling-off.', null=True),
        ),
        migrations.AlterField(
            model_name='payeeaccount',
            name='superseded_at',
            field=models.DateTimeField(help_text='UTC; empty for the latest account.', null=True),
        ),
        migrations.RunSQL(sql=KNOWN_ACCOUNTS, reverse_sql=migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='payeeaccount',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('call_back_note', ''), ('usable_from__isnull', True), ('verified_at__isnull', True), ('verified_by', '')), models.Q(('usable_from__isnull', False), ('verified_at__isnull', False), ('call_back_note__regex', '^.{10}'), ('usable_from__gte', models.F('verified_at')), models.Q(('verified_by', ''), _negated=True)), _connector='OR'), name='payee_account_verified_with_note'),
        ),
        migrations.AddConstraint(
            model_name='payeeaccount',
            constraint=models.CheckConstraint(condition=models.Q(('verified_by', models.F('recorded_by')), _negated=True), name='payee_account_verified_by_another'),
        ),
        migrations.AddConstraint(
            model_name='payeeaccount',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rejected_at__isnull', True), ('rejected_by', ''), ('rejection_reason', '')), models.Q(('rejected_at__isnull', False), models.Q(('rejected_by', ''), _negated=True), models.Q(('rejection_reason', ''), _negated=True)), _connector='OR'), name='payee_account_rejected_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='payeeaccount',
            constraint=models.CheckConstraint(condition=models.Q(('replaces__isnull', True), models.Q(('replaces', models.F('id')), _negated=True), _connector='OR'), name='payee_account_replaces_another'),
        ),
        migrations.AddConstraint(
            model_name='payeerules',
            constraint=models.CheckConstraint(condition=models.Q(('cooling_off_days__range', (1, 60))), name='payee_rules_cooling_off_is_some'),
        ),
    ]
