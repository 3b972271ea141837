"""The form of the replies to what a case was returned for."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.version_tokens import token_of
from partnerships.forms.fields import TextField, text_look
from partnerships.forms.version_tokens import VersionedForm
from partnerships.models import ReturnReason
from partnerships.selectors.fixes import reply_name, reply_values


class RepliesForm(VersionedForm):
    """A reply to each reason of a return, none of which is needed. A field is called as by `reply_name`."""

    def __init__(self, data: QueryDict | None = None, *, reasons: Sequence[ReturnReason]) -> None:
        current = reply_values(reasons)
        super().__init__(data, version_token=token_of(current), initial=current)
        self.looks = {}
        for reason in reasons:
            code = reason.question.code if reason.question else ""
            label = (
                _("Your reply about %(code)s") % {"code": code} if code else _("Your reply about the case as a whole")
            )
            self.fields[reply_name(reason)] = TextField(label=label, required=False)
            self.looks[reply_name(reason)] = text_look(rows=3)
