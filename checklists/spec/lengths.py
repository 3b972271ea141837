"""How many characters each part of a version may have: columns of the database, fields of a form and the linter agree."""

SLUG = 60
NUMBER = 15
TITLE = 200
SOURCE = 300
SECTION_CODE = 15
ITEM_CODE = 5
QUESTION_CODE = 10
QUESTION_KEY = 60
# The key of an option or a fact.
OWN_KEY = 40
LABEL = 200
BECAUSE = 300
# The keys of the questions that one replaces, with spaces between them.
REPLACES = 1_000
# Texts in columns without a limit of their own: what a page can still show.
TEXT = 10_000
