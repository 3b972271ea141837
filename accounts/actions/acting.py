"""The error that every action raises which cannot be done."""


class ActionError(Exception):
    """The action cannot be done now. The message is a sentence for the person who asked for it."""
