"""Reading what programs send."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

from ..lib.shapes import refuse_odd_text


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


class JsonParser(Parser):
    """JSON as RFC 8259 has it, and texts that a database keeps."""

    def parse_body(self, request: HttpRequest) -> Any:
        found = json.loads(request.body.decode(), parse_constant=_no_number)
        refuse_odd_text(found)
        return found

    def parse_querydict(self, data: MultiValueDict, list_fields: list[str], request: HttpRequest) -> dict[str, Any]:
        found = super().parse_querydict(data, list_fields, request)
        refuse_odd_text(found)
        return found
