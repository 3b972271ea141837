"""`go_on.py PR-0001 FILE`: the lead of that partnership takes the steps of the file, which are those of a demonstration's case."""

import os
import sys
from pathlib import Path

import django
import yaml


def main(reference: str, file: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from partnerships.management.commands._demo import Scene
    from partnerships.models import Assessment

    cases = Assessment.objects.current().with_partnership()
    case = cases.get(partnership__pk=int(reference.removeprefix("PR-")))
    scene = Scene(case, case.partnership.lead, file.parent)
    for step in yaml.safe_load(file.read_text(encoding="utf-8")):
        scene = scene.play(step)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
