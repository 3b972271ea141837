"""Who is signed in: sessions and people as Django has them, read by queries that are written once a process."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import DateTimeField
from django.utils import timezone

from accounts.models import User
from accounts.prepared import Parameter, PreparedRows, key

_STANDING = PreparedRows(
    lambda: Session.objects.filter(
        session_key=key("session_key", Session), expire_date__gt=Parameter("now", DateTimeField())
    )
)
_PERSON = PreparedRows(lambda: User.objects.filter(pk=key("user", User)))


class SessionStore(db.SessionStore):
    """Sessions in the database (`SESSION_ENGINE`)."""

    def _get_session_from_db(self) -> Session | None:
        """Return the row of a session that has not ended; without one, forget the key, as Django does."""
        found = _STANDING.first(session_key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found


class PersonBackend(ModelBackend):
    """People who sign in with email address and password (`AUTHENTICATION_BACKENDS`)."""

    def get_user(self, user_id: int) -> User | None:
        """Return the person of a session, None once they cannot sign in any more."""
        found = _PERSON.first(user=User._meta.pk.to_python(user_id))
        return found if found is not None and self.user_can_authenticate(found) else None
