"""What the provider of tests answers: as allauth does, and otherwise where a test asks for it by `told.json`.

`groups` are those of people, by their name; `claims` stand in the token in place of others, `without` are left out;
`metadata` stands in place of what it publishes of itself; `signed` is "none", "secret" or "other key"; `error` is the status with which the endpoint of tokens fails.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
from allauth.account.signals import authentication_step_completed
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import PrivateKey
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth import get_user_model
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

FOLDER = Path(os.environ["PROVIDER_FOLDER"])


def _told() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "told.json").read_text())
    return found


class Adapter(DefaultOIDCAdapter):
    """Signs with the newest key of the folder, and adds groups and when somebody showed who they are."""

    def list_private_keys(self, **_filters: Any) -> list[PrivateKey]:
        """Return the keys, of which the last signs."""
        keys = sorted((FOLDER / "keys").glob("*.pem"))
        return [PrivateKey(pem=key.read_text(), issued_at=datetime.fromtimestamp(int(key.stem), UTC)) for key in keys]

    def populate_server_metadata(self, data: dict[str, Any]) -> None:
        """Publish what the test asks for."""
        data.update(_told().get("metadata", {}))

    def populate_id_token(self, id_token: dict[str, Any], client: Any, scopes: Any, **_kwargs: Any) -> None:
        """Add what allauth leaves to the project, then what the test asks for."""
        told = _told()
        user: Any = self.get_user_by_sub(client, id_token["sub"])
        id_token["name"] = f"{user.first_name} {user.last_name}"
        id_token["auth_time"] = int(user.last_login.timestamp())
        if user.get_username() in told.get("groups", {}):
            id_token["groups"] = told["groups"][user.get_username()]
        id_token.update(told.get("claims", {}))
        for name in told.get("without", []):
            id_token.pop(name, None)


@receiver(authentication_step_completed)
def note_time(request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    """Note when somebody showed who they are, also while they are signed in."""
    get_user_model().objects.filter(pk=user.pk).update(last_login=timezone.now())


def told(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer with another signature, or an error, where the test asks for it."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        asked = _told()
        if not request.path.endswith("/token") or response.status_code != 200:
            return response
        if "error" in asked:
            return HttpResponse(status=asked["error"])
        if "signed" not in asked:
            return response
        answer = json.loads(response.content)
        answer["id_token"] = _signed_anew(answer["id_token"], asked["signed"])
        return JsonResponse(answer)

    return respond


def _signed_anew(token: str, how: str) -> str:
    claims = jwt.decode(token, options={"verify_signature": False})
    headers = {"kid": jwt.get_unverified_header(token)["kid"]}
    if how == "none":
        return jwt.encode(claims, "", algorithm="none", headers=headers)
    if how == "secret":
        return jwt.encode(claims, "x" * 64, algorithm="HS256", headers=headers)
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return jwt.encode(claims, other, algorithm="RS256", headers=headers)
