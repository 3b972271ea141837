"""Fill the empty database of DATABASE_URL with as many partnerships as the argument says: `populate.py 5000`."""

import os
import sys

import django


def main(partnerships: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command
    from django.test.utils import override_settings

    from tests.bench.council import fill

    call_command("migrate", verbosity=0)
    call_command("loaddata", "partnership_readiness_1_0", verbosity=0)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
        fill(partnerships)


if __name__ == "__main__":
    main(int(sys.argv[1]))
