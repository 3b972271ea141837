"""Make the provider's tables, or add to them what standard input says: people and the applications that may ask."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.provider.settings"
django.setup()

from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Client
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.management import call_command

call_command("migrate", verbosity=0)
asked: dict[str, Any] = json.load(sys.stdin)
# The settings by which types are checked are those of the application, which has neither of them.
addresses: Any = EmailAddress
clients: Any = Client
for name, email, password in asked["people"]:
    first, last = name.split(" ")
    user = User.objects.create(
        username=first.lower(), first_name=first, last_name=last, password=make_password(password)
    )
    addresses.objects.create(user=user, email=email, verified=True, primary=True)
for client_id, secret, redirect_uri in asked["clients"]:
    clients.objects.filter(pk=client_id).delete()
    clients.objects.create(
        id=client_id,
        name=client_id,
        secret=make_password(secret),
        scopes="openid\nprofile\nemail",
        redirect_uris=redirect_uri,
        skip_consent=True,
    )
