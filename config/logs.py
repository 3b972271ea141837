"""Formats each log record as one line of JSON, without what somebody searched for."""

import json
import logging
import re
from datetime import UTC, datetime


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


class WithoutQuery(logging.Filter):
    """Cuts the query off the addresses that the development server logs, as the access log of production does."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record's arguments, of which the request line is one; keep the record."""
        arguments = record.args if isinstance(record.args, tuple) else ()
        record.args = tuple(re.sub(r"\?\S*", "", one) if isinstance(one, str) else one for one in arguments)
        return True
