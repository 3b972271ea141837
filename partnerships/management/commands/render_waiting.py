"""Make the PDFs that wait: the application starts this by itself whenever it needs one."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from partnerships.rendering.process import work


class Command(BaseCommand):
    help = "Make the PDFs that wait, and end when there are none. The application starts this by itself."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--packs", action="store_true", help="make agenda packs, and no other PDFs")

    def handle(self, *_args: Any, **options: Any) -> None:
        work(packs=options["packs"])
