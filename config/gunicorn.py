"""How gunicorn starts its workers; `bin/serve` names this file and says the rest.

The application is loaded once and the workers are forked from that, so that they share the memory of what never changes.
"""

import gc
from typing import Any

preload_app = True


def when_ready(_server: Any) -> None:
    """Load what the first request would load, and let the garbage collector leave all of it alone.

    What it looks at, it writes to, and a page that one worker writes to is shared no longer.
    """
    from django.urls import get_resolver

    _loaded = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
