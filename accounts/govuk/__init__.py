"""GOV.UK Frontend for Django forms and templates.

Forms name `DateField`, `DateInput` and `Look`; templates use the tags of `accounts/templatetags/govuk.py`.
"""

from accounts.govuk.components import component
from accounts.govuk.dates import DateField, DateInput
from accounts.govuk.errors import error_summary
from accounts.govuk.fields import field_html
from accounts.govuk.look import Look

__all__ = ["DateField", "DateInput", "Look", "component", "error_summary", "field_html"]
