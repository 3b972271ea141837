"""The attempts to sign in that django-axes kept, with addresses and browsers, go with it: limits are counted as hashes."""

from django.db import migrations

# In the order of their foreign keys. Where django-axes was never installed there are none.
TABLES = ("axes_accessattemptexpiration", "axes_accessattempt", "axes_accessfailurelog", "axes_accesslog")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_emails_that_ask_for_nothing'),
    ]

    operations = [
        migrations.RunSQL([f"DROP TABLE IF EXISTS {table}" for table in TABLES], migrations.RunSQL.noop),
        migrations.RunSQL("DELETE FROM django_migrations WHERE app = 'axes'", migrations.RunSQL.noop),
    ]
