"""Whom the public can contact."""


def contact_line(name: str, email: str, phone: str) -> str:
    """Return whom the public can contact, and how, in one line; "" when nobody is named."""
    return ", ".join(filter(None, (name, email, phone)))
