"""Fee rules with their versions; the dated rates that a market has become versions of one rule over everything."""

import django.db.models.deletion
from django.db import migrations, models

# The id is `markets.fees.types.MARKET_FEE`. Versions are numbered in the order of their days.
RATES_BECOME_A_RULE = """
    INSERT INTO fees_feerule (id, name, created_at, created_by, ended_by)
    SELECT '01960000-0000-7000-8000-00000000fee0', 'Market fee', created_at, set_by, ''
    FROM fees_feerate ORDER BY effective_from LIMIT 1;

    INSERT INTO fees_feeruleversion (rule_id, number, effective_from, contracts, cooperatives, categories, groups,
                                     components, set_at, set_by)
    SELECT '01960000-0000-7000-8000-00000000fee0', row_number() OVER (ORDER BY effective_from), effective_from,
           '[]', '[]', '[]', '[]',
           jsonb_build_array(jsonb_build_object('kind', 'percentage', 'basis_points', basis_points)),
           created_at, set_by
    FROM fees_feerate
    ORDER BY effective_from;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('fees', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='FeeRule',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.CharField(max_length=100)),
                ('ends_on', models.DateField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.CharField(blank=True, max_length=100)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by', ''), ('ends_on__isnull', True)), models.Q(('ended_at__isnull', False), ('ends_on__isnull', False), models.Q(('ended_by', ''), _negated=True)), _connector='OR'), name='fee_rule_ended_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='FeeRuleVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('effective_from', models.DateField()),
                ('effective_until', models.DateField(null=True)),
                ('contracts', models.JSONField()),
                ('cooperatives', models.JSONField()),
                ('categories', models.JSONField()),
                ('groups', models.JSONField()),
                ('components', models.JSONField()),
                ('set_at', models.DateTimeField()),
                ('set_by', models.CharField(max_length=100)),
                ('rule', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='fees.feerule')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('rule', 'number'), name='fee_rule_version_number'),
                    models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='fee_rule_version_from_one'),
                    models.CheckConstraint(condition=models.Q(('effective_until__isnull', True), ('effective_until__gt', models.F('effective_from')), _connector='OR'), name='fee_rule_version_lasts_a_day'),
                ],
            },
        ),
        migrations.RunSQL(RATES_BECOME_A_RULE, reverse_sql=migrations.RunSQL.noop),
    ]
