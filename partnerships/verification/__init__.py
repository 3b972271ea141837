"""What a PDF, or a fingerprint that somebody typed, proves against the issues on record.

Whoever asks has the file or the fingerprint: they learn of that issue its number, dates, standing and decision, and
never the partnership's name. Of an issue that the file merely claims to be, they do not even learn that it exists.
"""

from partnerships.verification.typed import digits_of, number_of
from partnerships.verification.verdict import Conclusion, Finding, Match, Verdict
from partnerships.verification.verify import verify_pdf, verify_typed

__all__ = ["Conclusion", "Finding", "Match", "Verdict", "digits_of", "number_of", "verify_pdf", "verify_typed"]
