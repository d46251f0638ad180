"""Languages as people call them. The product reports them as BCP 47: pt, pt-BR, zh-Hans."""

from functools import lru_cache

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info


@lru_cache(maxsize=512)
def language_name(code: str) -> str:
    """English for en, Portuguese (BR) for pt-BR; a code that nobody knows stands for itself."""
    known, (primary, _, rest) = code.lower(), code.partition("-")
    if known in LANG_INFO:
        return _named(known)
    if primary.lower() not in LANG_INFO:
        return code
    return f"{_named(primary.lower())} ({rest})" if rest else _named(primary.lower())


def _named(code: str) -> str:
    name = str(get_language_info(code)["name"])
    return name[:1].upper() + name[1:]
