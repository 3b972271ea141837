"""Forms: of people and roles; the fields for typed text, and the form of what its page showed, for the other apps too."""

from accounts.forms.people import (
    TYPED_COLUMNS,
    AddressField,
    ColleagueField,
    DeputyForm,
    MailChoiceForm,
    NumberField,
    RoleGrantForm,
    ServiceForm,
    UserEditForm,
    VersionedModelForm,
)

__all__ = [
    "TYPED_COLUMNS",
    "AddressField",
    "ColleagueField",
    "DeputyForm",
    "MailChoiceForm",
    "NumberField",
    "RoleGrantForm",
    "ServiceForm",
    "UserEditForm",
    "VersionedModelForm",
]
