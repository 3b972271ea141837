"""The forms with which editors write a draft: one module a page."""
