"""Since when each cause of a flag stands: the day of a flag is that of the cause that stands now, also for flags that are there."""

from datetime import UTC

from django.db import migrations, models

CAUSES = ("unanswered", "negative", "noted", "rule", "unconfirmed", "raised")
# Those that stand with the option that was chosen (partnerships.domain.flag_age).
OF_THE_OPTION = ("negative", "noted", "unconfirmed")
OF_THE_ANSWER = (*OF_THE_OPTION, "rule")
# How many flags are read and written at once.
PART = 500


def write(apps, schema_editor):
    """Date the flags that are there by the records: by the last choice of another option, and by when one was raised by hand."""
    flags = apps.get_model("partnerships", "Flag").objects.order_by("pk")
    at = 0
    # In parts, so that a council with many cases needs no more memory.
    while part := list(flags.filter(pk__gt=at)[:PART]):
        at = part[-1].pk
        chosen, options, raised = records_of(apps, part)
        for row in part:
            case = (row.assessment_id, row.question_id)
            date_one(row, chosen.get(case), options.get(case) or "", raised.get(case))
        flags.bulk_update(part, ["since", "cause_dates"], batch_size=200)


def records_of(apps, part):
    """Return when the option of each answer was chosen, which it is, and when a flag was raised, by case and question."""
    of = {"assessment__in": {row.assessment_id for row in part}}
    saves = apps.get_model("partnerships", "Event").objects.filter(kind="answered", **of).order_by("assessment", "position")
    rows = saves.values_list("assessment_id", "question_id", "recorded_at", "new")
    chosen = {(case, question): at for case, question, at, new in rows.iterator() if "option" in new}
    answers = apps.get_model("partnerships", "Answer").objects.filter(**of)
    options = {(case, question): key for case, question, key in answers.values_list("assessment_id", "question_id", "option__key")}
    standing = apps.get_model("partnerships", "RaisedFlag").objects.filter(withdrawn_at=None, **of)
    raised = {(case, question): at for case, question, at in standing.values_list("assessment_id", "question_id", "raised_at")}
    return chosen, options, raised


def date_one(row, chosen, option, raised):
    """Date each cause of one flag. What nothing is on record of keeps the day of the flag."""
    dates = {}
    for cause in (cause for cause in CAUSES if getattr(row, f"is_{cause}")):
        if cause == "unconfirmed" and row.is_unanswered:
            continue
        name = f"{cause}:{option}" if cause in OF_THE_OPTION else cause
        is_of_answer = cause in OF_THE_ANSWER and chosen
        dates[name] = max(row.since, chosen) if is_of_answer else (raised or row.since) if cause == "raised" else row.since
    if not row.is_unanswered:
        row.since = min(dates.values())
    row.cause_dates = {name: at.astimezone(UTC).isoformat() for name, at in dates.items()}


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0042_required_versions")]

    operations = [
        migrations.AddField("flag", "cause_dates", models.JSONField(blank=True, default=dict)),
        migrations.RunPython(write, migrations.RunPython.noop),
    ]
