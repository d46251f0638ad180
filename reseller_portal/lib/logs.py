"""Log lines as JSON, one a line: control characters are escaped by JSON itself, so none can be forged."""

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
        return json.dumps(line, ensure_ascii=False, default=str)
