"""What My work asks is found by an index: cases by state and time, and what waits on somebody, which is few of many rows."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0016_provider_unlinked'),
        ('checklists', '0001_squashed_0010_requirements'),
        ('partnerships', '0001_squashed_0050_administrators_who_came'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(condition=models.Q(('is_current', True)), fields=['state', 'state_changed_at', 'id'], name='assessment_by_state'),
        ),
        migrations.AddIndex(
            model_name='condition',
            index=models.Index(condition=models.Q(('completed_at', None), ('owner_user__isnull', False)), fields=['owner_user'], name='condition_of_owner'),
        ),
        migrations.AddIndex(
            model_name='confirmation',
            index=models.Index(condition=models.Q(('is_objection', True), ('lapsed_at', None)), fields=['assessment', 'question'], name='confirmation_objections'),
        ),
        migrations.AddIndex(
            model_name='flag',
            index=models.Index(condition=models.Q(('is_unanswered', False), ('is_unconfirmed', True)), fields=['assessment', 'question'], name='flag_awaiting_confirmation'),
        ),
        migrations.AddIndex(
            model_name='flag',
            index=models.Index(fields=['phase', 'service', 'severity', 'state', 'partnership', 'assessment', 'question_key', 'since'], name='flag_counted'),
        ),
        migrations.AddIndex(
            model_name='implication',
            index=models.Index(condition=models.Q(('commented_on', None), ('replaced_at', None)), fields=['asked_on', 'id'], name='implication_unanswered'),
        ),
        migrations.AddIndex(
            model_name='treatment',
            index=models.Index(condition=models.Q(('lapsed_at', None), ('owner_user__isnull', False)), fields=['owner_user'], name='treatment_of_owner'),
        ),
    ]
