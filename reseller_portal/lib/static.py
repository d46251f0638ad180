"""Static files: hashed names, compressed copies, and module imports that follow the hashes."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class PortalStaticStorage(CompressedManifestStaticFilesStorage):
    """Also rewrites `import … from "./x.js"`, so that modules need no import map, which our policy would block."""

    support_js_module_import_aggregation = True
