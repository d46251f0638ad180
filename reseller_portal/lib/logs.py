"""Log lines as JSON in ASCII, one a line: JSON escapes what could break or forge one, U+2028 and U+009B included."""

import json
import logging
import re
from datetime import UTC, datetime

from . import ambient

# The key of a mailed or copied link, in an address that Django names when it refuses a form or fails.
_KEY = re.compile(r"(?<=/)[\w:=-]{24,}(?=/)")


class JsonFormatter(logging.Formatter):
    """Time, level, logger, message and request id; a traceback under `error`.

    Never headers, bodies, query strings or the keys of links.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _KEY.sub("…", record.getMessage()),
        }
        if request_id := ambient.current().request_id:
            line["request_id"] = request_id
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        line.update(getattr(record, "facts", {}))
        return json.dumps(line, default=str)
