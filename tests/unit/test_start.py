"""What every start imports: each command of manage.py and each process of the server waits for it."""

from __future__ import annotations

import subprocess
import sys

from django.conf import settings

# Each takes up to a second, and is needed by few requests.
LATER = ("docx", "pikepdf", "pyhanko", "pypdfium2", "time_machine", "weasyprint")
PROGRAM = """
import sys
import django
django.setup()
from django.core.checks import run_checks
run_checks()
import config.wsgi
print("django.urls" in sys.modules, [name for name in sys.argv[1:] if name in sys.modules])
"""


def test_a_start_leaves_out_what_only_a_report_needs() -> None:
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-c", PROGRAM, *LATER]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "True []\n"
