"""What is said of an address with which nobody can sign in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

CANNOT_SIGN_IN = gettext_lazy(
    "Nobody with this address can sign in. Check it, or ask an administrator to add the person."
)
