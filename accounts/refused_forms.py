"""A form that is refused before its view has seen it: nothing of it is done, and its page shows it again.

What is too large is refused so (`accounts.bodies`), and whatever is sent in read-only mode (`operations.middleware`). The
guard of a page shows it as one that is only read, with what was sent in place of what a session had kept. Where there is
no guard that does so, or its page cannot show it, `accounts.middleware.RefusedFormMiddleware` answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

_KEY = "refused_form"


@dataclass(frozen=True, slots=True)
class RefusedForm:
    """Why nothing of a form was done, the fields that could be read of it, and the status of the answer.

    `advice` is what to do where the form is shown again; `has_text`, whether there is something in it to lose.
    """

    sentence: str
    advice: str
    data: QueryDict
    status: HTTPStatus
    has_text: bool = True

    @property
    def explanation(self) -> str:
        """What is said above the form when it is shown again."""
        return f"{self.sentence} {self.advice}"


class NotShownError(Exception):
    """The page of a refused form cannot show it: it only leads on, or asks for something else first.

    `is_kept` says that it shows what was sent when it is opened later.
    """

    def __init__(self, refused: RefusedForm, *, is_kept: bool) -> None:
        super().__init__(refused.sentence)
        self.refused, self.is_kept = refused, is_kept


def refuse_form(request: HttpRequest, refused: RefusedForm) -> None:
    """Have the guard show the form again. Its files are dropped: no view reads what is not done."""
    request.__dict__[_KEY] = refused
    request.POST = refused.data  # type: ignore[assignment]  # it is as immutable as Django's own
    request._files = MultiValueDict()  # type: ignore[attr-defined]  # as Django's own request


def refused_form(request: HttpRequest) -> RefusedForm | None:
    """Return what was refused of the request; None when nothing was."""
    found: RefusedForm | None = request.__dict__.get(_KEY)
    return found
