"""An issued case can be moved to another meeting, which a row says; a pack knows the meeting for which it was made.

The pages of a file of a pack that could not be read when it was handed out first are added when they can be.
"""

from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.triggers import under_triggers
from checklists.triggers import changed, lifted

MEETINGS, PACKS = "partnerships.migrations.0018_meetings", "partnerships.migrations.0037_agenda_packs"
meetings, rules = import_module(MEETINGS), import_module("partnerships.migrations.0005_refuse_what_no_action_does")

OVER = "This case has been decided or withdrawn, or its issue says another meeting: its meeting changes along with a record alone."
NOT_ISSUED = "Only an issued case is moved to another meeting, from the one that it goes to."
ASSESSMENT = "(SELECT i.assessment_id FROM partnerships_reportissue i WHERE i.id = NEW.issue_id)"
MOVES = "partnerships_meetingmove {m} JOIN partnerships_reportissue {i} ON {i}.id = {m}.issue_id"


def meeting_rows():
    last_move = (
        f"EXISTS (SELECT 1 FROM {MOVES.format(m='m', i='i')} WHERE i.assessment_id = NEW.id"
        " AND m.moved_to_id = NEW.meeting_id AND NOT (m.moved_from_id IS DISTINCT FROM OLD.meeting_id)"
        f" AND NOT EXISTS (SELECT 1 FROM {MOVES.format(m='n', i='j')} WHERE j.assessment_id = NEW.id AND n.id > m.id))"
    )
    is_over = f"(OLD.state IN ('decided', 'withdrawn') OR (OLD.state = 'issued' AND NOT {last_move}))"
    is_issued = (
        f"EXISTS (SELECT 1 FROM partnerships_assessment a WHERE a.id = {ASSESSMENT} AND a.state = 'issued'"
        " AND NOT (a.meeting_id IS DISTINCT FROM NEW.moved_from_id))"
    )
    secretary = rules.not_acting(ASSESSMENT, "NEW.moved_by_id", "p.capacity = 'secretary'")
    return [
        rules.on("assessment", "meeting", "UPDATE", f"{changed('meeting_id')} AND {is_over}", OVER),
        rules.on("meetingmove", "issued", "INSERT", f"NOT {is_issued}", NOT_ISSUED),
        rules.on("meetingmove", "mover", "INSERT", secretary, rules.NOT_IN_CAPACITY),
        rules.on("meetingmove", "final", "UPDATE", "TRUE", rules.FINAL),
        *rules.kept("meetingmove"),
    ]


def find_meetings(apps, schema_editor):
    """Say of each pack for which meeting it was made: that of its name and day or, where these were changed, of its first case."""
    if schema_editor.connection.vendor == "postgresql":
        # What is checked at the end of the transaction would keep the table from being altered in it.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute(
        "UPDATE partnerships_agendapack SET made_for_id = COALESCE("
        "(SELECT max(m.id) FROM partnerships_meeting m"
        " WHERE m.name = partnerships_agendapack.meeting AND m.held_on = partnerships_agendapack.held_on),"
        "(SELECT a.meeting_id FROM partnerships_agendapackissue p"
        " JOIN partnerships_reportissue i ON i.id = p.issue_id JOIN partnerships_assessment a ON a.id = i.assessment_id"
        " WHERE p.pack_id = partnerships_agendapack.id AND p.place = 1))"
    )
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):

    dependencies = [
        ('partnerships', '0048_fill_still_more_passages'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *lifted(MEETINGS, "assessment_meeting"),
        *lifted(PACKS, "agendapack_final", "agendapackfile_final"),
        *under_triggers(
            migrations.AddField(
                model_name='agendapack',
                name='made_for',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnerships.meeting'),
            ),
            migrations.CreateModel(
                name='MeetingMove',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.TextField(max_length=5000, verbose_name='why it goes to another meeting')),
                    ('moved_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meeting_moves', to='partnerships.reportissue')),
                    ('moved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('moved_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moved_away', to='partnerships.meeting')),
                    ('moved_to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnerships.meeting')),
                ],
                options={
                    'ordering': ('pk',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='meeting_move_has_reason'), models.CheckConstraint(condition=models.Q(('moved_from', None), models.Q(('moved_from', models.F('moved_to')), _negated=True), _connector='OR'), name='meeting_move_to_another')],
                },
            ),
        ),
        migrations.RunPython(find_meetings, migrations.RunPython.noop),
        rules.on("agendapack", "final", "UPDATE", "TRUE", rules.FINAL),
        rules.on("agendapackfile", "final", "UPDATE", f"({changed('pack_id', 'pdf_sha256', 'method')} OR OLD.pages <> '[]')", rules.FINAL),
        *meeting_rows(),
    ]
