"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from config.admission import Admission

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = Admission(get_wsgi_application())
