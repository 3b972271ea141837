"""Formats each log record as one line of JSON, without what somebody searched for."""

import json
import logging
import re
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any


def logged_at(level: str) -> dict[str, Any]:
    """Return Django's setting LOGGING: each record is one line on standard error, those of Django from that level.

    No handler mails or logs the data of a request, such as answers or the query of its address.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "config.logs.LineFormatter"}},
        "filters": {
            "without_query": {"()": "config.logs.WithoutQuery"},
            "busy_as_info": {"()": "config.logs.BusyAsInfo"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": ["console"], "level": level, "propagate": False},
            # A PDF that is still being made, or what is sent in read-only mode, is no error of the application.
            "django.request": {"filters": ["busy_as_info"], "propagate": True},
            # What people search for stands in the address of the search, and in no log.
            "django.server": {"filters": ["without_query"], "propagate": True},
            # WeasyPrint and fontTools log each step of a document at lower levels.
            "weasyprint": {"handlers": ["console"], "level": "ERROR", "propagate": False},
            "fontTools": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        },
    }


class LineFormatter(logging.Formatter):
    """A record as one JSON object on one line: time (UTC), level, logger, message and, when there is one, exception."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; line breaks in a message or traceback are escaped by JSON."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class BusyAsInfo(logging.Filter):
    """Makes an answer 503 that a view gave a piece of information: it says when to ask again."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record's level; keep the record unless that level is not logged."""
        if getattr(record, "status_code", None) != HTTPStatus.SERVICE_UNAVAILABLE:
            return True
        record.levelno, record.levelname = logging.INFO, "INFO"
        return logging.getLogger(record.name).isEnabledFor(logging.INFO)


class WithoutQuery(logging.Filter):
    """Cuts the query off the addresses that the development server logs, as the access log of production does."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record's arguments, of which the request line is one; keep the record."""
        arguments = record.args if isinstance(record.args, tuple) else ()
        record.args = tuple(re.sub(r"\?\S*", "", one) if isinstance(one, str) else one for one in arguments)
        return True
