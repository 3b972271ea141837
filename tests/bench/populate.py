"""Fill the empty database of DATABASE_URL with as many partnerships as the argument says: `populate.py 5000`.

With `questions` after it, there is besides a case of the lead that answers a checklist of two hundred questions.
"""

import os
import sys

import django


def main(partnerships: int, *, has_many_questions: bool) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command
    from django.test.utils import override_settings

    from tests.bench.council import add_many_questions, fill

    call_command("migrate", verbosity=0)
    call_command("loaddata", "partnership_readiness_1_0", verbosity=0)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
        fill(partnerships)
        if has_many_questions:
            add_many_questions()


if __name__ == "__main__":
    main(int(sys.argv[1]), has_many_questions="questions" in sys.argv)
