"""The static files of a production server."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Names each file after its content, and the modules that a script imports too.

    Otherwise a browser could run a script of this version with a module of the one before, which it still has.
    """

    support_js_module_import_aggregation = True
