"""The people of the sample cases, as rows that no database has seen."""

from __future__ import annotations

from accounts.models import User

RHIANNON = User(pk=1, full_name="Rhiannon Ŵyn-Pryce", email="officer@marlshire.example")
OLENA = User(pk=2, full_name="Olena Ковальчук", email="contributor@marlshire.example")
MARGARET = User(pk=3, full_name="Margaret Ashdown", email="manager@marlshire.example")
LEWIS = User(pk=4, full_name="Lewis Okafor", email="legal@marlshire.example")
