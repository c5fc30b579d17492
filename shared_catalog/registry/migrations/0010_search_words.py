"""Names are searched by words: what `search_text` held folded becomes a `tsvector` with an index."""

import django.contrib.postgres.indexes
from django.db import migrations

import tenants.database.search
from kernel import search, text

_BATCH = 1_000
_NAMES = ("name_ar", "name_fr", "name_en", "code")


def _rewrite(apps, schema_editor, written):
    """Write the column anew from the names of each row, a thousand in a statement."""
    rows = list(apps.get_model("registry", "cooperative").objects.values_list("pk", *_NAMES))
    with schema_editor.connection.cursor() as cursor:
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            cursor.execute(
                "UPDATE registry_cooperative AS one SET search_words = new.words"
                " FROM unnest(%s::uuid[], %s::text[]) AS new (id, words) WHERE one.id = new.id",
                [[row[0] for row in batch], [written(*row[1:]) for row in batch]],
            )


def forwards(apps, schema_editor):
    _rewrite(apps, schema_editor, search.kept)


def backwards(apps, schema_editor):
    _rewrite(apps, schema_editor, lambda *texts: text.fold(" ".join(texts)))


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0009_member_counts'),
    ]

    operations = [
        migrations.RenameField('cooperative', 'search_text', 'search_words'),
        migrations.RunPython(forwards, backwards),
        migrations.AlterField(
            model_name='cooperative',
            name='search_words',
            field=tenants.database.search.WordsField(help_text='The names and the code, as `kernel.search.kept` has them.'),
        ),
        migrations.AddIndex(
            model_name='cooperative',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['search_words'], name='cooperative_words'),
        ),
    ]
