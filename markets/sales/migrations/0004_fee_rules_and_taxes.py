"""What was sold names the rule its rate became; its VAT was not worked out and stays nothing."""

import django.db.models.deletion
from django.db import migrations, models

LINES_NAME_THEIR_RULE = """
    UPDATE sales_saleline AS line
    SET fee_rule_id = version.rule_id,
        fee_rule_version_id = version.id,
        fee_parts = jsonb_build_array(jsonb_build_object(
            'kind', 'percentage', 'basis_points', line.fee_basis_points,
            'base_minor', line.amount_minor, 'amount_minor', line.fee_minor))
    FROM fees_feerate AS rate
    JOIN fees_feeruleversion AS version
      ON version.rule_id = '01960000-0000-7000-8000-00000000fee0' AND version.effective_from = rate.effective_from
    WHERE rate.id = line.fee_rate_id
"""


def nothing(model, name):
    """A new amount or rate, nothing for what was sold or refunded before."""
    kind = models.PositiveIntegerField if name.endswith('basis_points') else models.BigIntegerField
    return migrations.AddField(model_name=model, name=name, field=kind(default=0), preserve_default=False)


class Migration(migrations.Migration):

    dependencies = [
        ('fees', '0002_rules'),
        ('sales', '0003_tender_by_stripe_payment'),
    ]

    operations = [
        migrations.AddField(
            model_name='saleline',
            name='fee_rule',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='fees.feerule'),
        ),
        migrations.AddField(
            model_name='saleline',
            name='fee_rule_version',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='fees.feeruleversion'),
        ),
        migrations.AddField(
            model_name='saleline',
            name='fee_parts',
            field=models.JSONField(default=list),
            preserve_default=False,
        ),
        nothing('saleline', 'tax_basis_points'),
        nothing('saleline', 'tax_minor'),
        migrations.AddField(
            model_name='saleline',
            name='tax_note',
            field=models.CharField(blank=True, default='', max_length=120),
            preserve_default=False,
        ),
        nothing('saleline', 'fee_tax_basis_points'),
        nothing('saleline', 'fee_tax_minor'),
        nothing('refundline', 'tax_minor'),
        nothing('refundline', 'fee_tax_minor'),
        migrations.RunSQL(LINES_NAME_THEIR_RULE, reverse_sql=migrations.RunSQL.noop),
        migrations.RemoveField(model_name='saleline', name='fee_rate'),
        migrations.RemoveField(model_name='saleline', name='fee_basis_points'),
        migrations.AddConstraint(
            model_name='saleline',
            constraint=models.CheckConstraint(condition=models.Q(('fee_tax_minor__gte', 0), ('fee_tax_minor__lte', models.F('fee_minor')), ('tax_minor__gte', 0), ('tax_minor__lte', models.F('amount_minor'))), name='sale_line_taxes_within'),
        ),
        migrations.AddConstraint(
            model_name='saleline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('fee_minor', 0), ('fee_rule__isnull', True), ('fee_rule_version__isnull', True)), models.Q(('fee_rule__isnull', False), ('fee_rule_version__isnull', False)), _connector='OR'), name='sale_line_fee_by_a_rule'),
        ),
    ]
