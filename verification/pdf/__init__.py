"""What a PDF says of itself: its embedded snapshots and the running lines on its pages. Read in a process that may fail."""

from verification.pdf.reading import LIMITS, MAX_BYTES, Limits, Printed, Problem, Reading, read_pdf

__all__ = ["LIMITS", "MAX_BYTES", "Limits", "Printed", "Problem", "Reading", "read_pdf"]
