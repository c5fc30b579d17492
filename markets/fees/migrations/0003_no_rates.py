from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('fees', '0002_rules'),
        ('sales', '0004_fee_rules_and_taxes'),
    ]

    operations = [
        migrations.DeleteModel(name='FeeRate'),
    ]
