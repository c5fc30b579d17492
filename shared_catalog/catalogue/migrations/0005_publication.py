from django.db import migrations, models


class Migration(migrations.Migration):
    """What was approved is published; a product may be proposed and rejected, and need no English name."""

    dependencies = [
        ('catalogue', '0004_goods'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='product', name='product_status_known'),
        migrations.RemoveConstraint(model_name='product', name='product_approved_has_instant'),
        migrations.AlterField(
            model_name='product',
            name='status',
            field=models.CharField(choices=[('draft', 'draft'), ('proposed', 'proposed'), ('published', 'published'), ('rejected', 'rejected'), ('retired', 'retired')], max_length=9),
        ),
        # Checks that an update leaves for the end of the transaction would keep the table from being altered.
        migrations.RunSQL(
            "UPDATE catalogue_product SET status = 'published' WHERE status = 'approved';"
            "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED",
            "UPDATE catalogue_product SET status = 'approved' WHERE status = 'published';"
            "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED",
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'proposed', 'published', 'rejected', 'retired'])), name='product_status_known'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'published'), _negated=True), ('approved_at__isnull', False), _connector='OR'), name='product_approved_has_instant'),
        ),
        migrations.AlterField(
            model_name='product',
            name='approved_at',
            field=models.DateTimeField(help_text='UTC; when it was published.', null=True),
        ),
        migrations.AlterField(
            model_name='product',
            name='name_en',
            field=models.CharField(blank=True, max_length=160),
        ),
    ]
