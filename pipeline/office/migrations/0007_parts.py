import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0006_lessons'),
    ]

    operations = [
        migrations.CreateModel(
            name='Part',
            fields=[
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='part', serialize=False, to='office.document')),
                ('number', models.IntegerField()),
                ('pages', models.JSONField()),
                ('whole', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='office.document')),
            ],
            options={
                'ordering': ['whole', 'number'],
                'constraints': [models.UniqueConstraint(fields=('whole', 'number'), name='one_part_a_number')],
            },
        ),
    ]
