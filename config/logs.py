"""Formats each log record as one line of JSON."""

import json
import logging
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
