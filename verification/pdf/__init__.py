"""Reads a PDF in a process with limits: its attachments and the running lines on its pages."""

from verification.pdf.reading import LIMITS, MAX_BYTES, Attached, Limits, Printed, Problem, Reading, read_pdf

__all__ = ["LIMITS", "MAX_BYTES", "Attached", "Limits", "Printed", "Problem", "Reading", "read_pdf"]
