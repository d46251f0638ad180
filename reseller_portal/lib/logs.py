"""Log lines as JSON in ASCII, one a line: JSON escapes what could break or forge one, U+2028 and U+009B included."""

import json
import logging
from datetime import UTC, datetime

from . import ambient


class JsonFormatter(logging.Formatter):
    """Time, level, logger, message and request id; a traceback under `error`. Never headers, bodies or query strings."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := ambient.current().request_id:
            line["request_id"] = request_id
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        line.update(getattr(record, "facts", {}))
        return json.dumps(line, default=str)
