"""Whether somebody gets emails that ask for nothing."""

from django.db import migrations, models

from accounts.triggers import under_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_monitoring_officers_for_all'),
    ]

    operations = under_triggers(
        migrations.AddField(
            model_name='user',
            name='has_news_mail',
            field=models.BooleanField(default=False, help_text='Whether they come too, such as that a case was endorsed.', verbose_name='emails that ask for nothing'),
        ),
    )
