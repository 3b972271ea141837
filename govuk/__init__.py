"""GOV.UK Frontend for Django forms and templates.

Forms name `DateField`, `DateInput` and `Look`; templates use the tags of `govuk/templatetags/govuk.py`.
"""

from govuk.components import component
from govuk.dates import DateField, DateInput
from govuk.errors import error_summary
from govuk.fields import field_html
from govuk.look import Look
from govuk.pagination import pages_around
from govuk.qr import qr_code

__all__ = ["DateField", "DateInput", "Look", "component", "error_summary", "field_html", "pages_around", "qr_code"]
