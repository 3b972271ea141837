"""What a PDF, or a fingerprint that somebody typed, proves against the issues on record.

Whoever asks has the file or the fingerprint: they learn of that issue its number, dates, standing and decision, and
never the partnership's name. Of an issue that the file merely claims to be, they do not even learn that it exists.
"""
