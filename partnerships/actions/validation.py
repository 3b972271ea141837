"""Checks of the values that actions are given: those of the accounts app, by the name that the actions here know."""

from accounts.actions.validation import (
    YEARS_AHEAD,
    YEARS_BACK,
    YEARS_PLANNED,
    InvalidError,
    check_not_future,
    check_text,
    check_texts,
    far_errors,
    future_errors,
    past_errors,
    refuse,
    text_error,
)

__all__ = [
    "YEARS_AHEAD",
    "YEARS_BACK",
    "YEARS_PLANNED",
    "InvalidError",
    "check_not_future",
    "check_text",
    "check_texts",
    "far_errors",
    "future_errors",
    "past_errors",
    "refuse",
    "text_error",
]
