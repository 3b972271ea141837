"""Links the events that there are into a chain, and gives a council the usual areas of implications to start from."""

from django.db import migrations, models

from partnerships.domain.chain import START, Link, link_of

AREAS = [
    ("legal", "Legal", "Monitoring officer or head of legal services"),
    ("finance", "Finance", "Chief finance officer or head of finance"),
    ("equality", "Equality", "Equality lead"),
    ("hr", "Human resources", "Head of human resources"),
    ("data-protection", "Data protection", "Data protection officer"),
    ("procurement", "Procurement", "Head of procurement"),
    ("insurance", "Insurance", "Insurance and risk manager"),
    ("climate", "Climate", "Climate and environment lead"),
]


def link_events(apps, schema_editor):
    Event = apps.get_model("partnerships", "Event")
    heads = {}
    events = Event.objects.select_related("partnership", "assessment", "question", "recorded_by").order_by("pk")
    for event in events.iterator():
        position, previous = heads.get(event.partnership_id, (0, START))
        event.position, event.previous = position + 1, previous
        event.recorded_by_name = event.recorded_by.full_name
        question = event.question
        event.link = link_of(
            previous,
            Link(
                partnership=event.partnership.number,
                position=event.position,
                round=event.assessment.round,
                question=f"{question.version_id}#{question.key}" if question else "",
                kind=event.kind,
                old=event.old,
                new=event.new,
                at=event.recorded_at,
                by=event.recorded_by_id,
                name=event.recorded_by_name,
            ),
        )
        event.save(update_fields=["position", "previous", "link", "recorded_by_name"])
        heads[event.partnership_id] = (event.position, event.link)


def add_areas(apps, schema_editor):
    ImplicationArea = apps.get_model("partnerships", "ImplicationArea")
    for position, (slug, name, usually_asked) in enumerate(AREAS, start=1):
        ImplicationArea.objects.create(slug=slug, name=name, usually_asked=usually_asked, position=position * 10)


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0003_board_and_after")]

    operations = [
        migrations.RunPython(link_events, migrations.RunPython.noop),
        migrations.RunPython(add_areas, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("partnership", "position"), name="event_position_once"),
        ),
    ]
