"""Every log record is one line of JSON."""

import json
import logging
import sys

from config.logs import LineFormatter


def record(message: str, *arguments: object) -> logging.LogRecord:
    return logging.LogRecord("partnerships", logging.WARNING, "a.py", 1, message, arguments, None)


def test_a_message_with_line_breaks_stays_on_one_line() -> None:
    line = LineFormatter().format(record("saved %s\nand more", "Dŵr"))
    assert "\n" not in line
    assert json.loads(line)["message"] == "saved Dŵr\nand more"


def test_an_exception_is_told_in_the_same_line() -> None:
    entry = record("failed")
    try:
        raise ValueError("no such key")
    except ValueError:
        entry.exc_info = sys.exc_info()
    line = LineFormatter().format(entry)
    assert "\n" not in line
    assert json.loads(line)["exception"].endswith("ValueError: no such key")
    assert json.loads(line)["level"] == "WARNING"
