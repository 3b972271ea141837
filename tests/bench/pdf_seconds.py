"""Make the PDF of the newest case of the database of DATABASE_URL twice, and print the pages and CPU seconds of the second."""

import os
import time
from io import BytesIO

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    import pikepdf
    from django.utils import timezone

    from partnerships.models import Assessment
    from partnerships.reports import render_pdf
    from partnerships.snapshot import snapshot_of

    newest = Assessment.objects.with_partnership().latest("pk")
    snapshot = snapshot_of(newest, made_on=timezone.localdate())
    render_pdf(snapshot)
    before = time.process_time()
    pdf = render_pdf(snapshot)
    seconds = time.process_time() - before
    with pikepdf.open(BytesIO(pdf)) as document:
        print(len(document.pages), f"{seconds:.2f}")  # noqa: T201 - what it is for


if __name__ == "__main__":
    main()
