"""The demo vocabulary: company name parts by language, parsed into (native, latin) pairs.

The ``words_*`` modules hold plain text, because a list of names reads better as text than as code.
Entries are separated by ``|`` or a line break, and ``native = latin`` adds the hand-made romanisation of
an entry. An entry without one is Latin script already and is romanised here by dropping its accents.
``{slot}`` in a template stands for a word from the list of that name. "firms" templates may take a legal
form; "plain" ones (public bodies, law firms, insurers, hospitals) never do, because a council has none
and an insurer cannot be a Lda.
"""

import re
import unicodedata

from reseller_portal.demo.words_arabic import ARABIC
from reseller_portal.demo.words_cyrillic import BULGARIAN, SERBIAN, UKRAINIAN
from reseller_portal.demo.words_english import AMERICAN, BRITISH, GLOBAL, IRISH
from reseller_portal.demo.words_french import FRENCH
from reseller_portal.demo.words_germanic import DUTCH, GERMAN
from reseller_portal.demo.words_greek import GREEK
from reseller_portal.demo.words_iberian import BRAZILIAN, PORTUGUESE, SPANISH
from reseller_portal.demo.words_italian import ITALIAN
from reseller_portal.demo.words_japanese import JAPANESE
from reseller_portal.demo.words_nordic import DANISH, FINNISH, NORWEGIAN, SWEDISH
from reseller_portal.demo.words_slavic_latin import CZECH, POLISH

Word = tuple[str, str]
Vocabulary = dict[str, tuple[Word, ...]]

# Letters that Unicode does not decompose into a base letter and an accent.
_LETTERS = str.maketrans(
    {"ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "đ": "d", "œ": "oe"}
)  # fmt: skip
# How German, Danish and Norwegian writers spell their own letters in a domain name.
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_DANO_NORWEGIAN = str.maketrans({"ø": "oe", "Ø": "Oe", "å": "aa", "Å": "Aa"})


def romanise(text: str, language: str = "") -> str:
    """Return Latin-script text in ASCII; characters that have no ASCII base letter are dropped."""
    if language == "de":
        text = text.translate(_GERMAN)
    elif language in ("da", "no"):
        text = text.translate(_DANO_NORWEGIAN)
    text = text.replace("’", "'").translate(_LETTERS)
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")


def parse_words(text: str, language: str = "") -> tuple[Word, ...]:
    """Return the entries of a vocabulary text as (native, latin) pairs, in the order written, each once."""
    words: dict[str, str] = {}
    for entry in re.split(r"[|\n]", text):
        native, _, latin = (part.strip() for part in entry.partition("="))
        if native:
            words[native] = latin or romanise(native, language)
    return tuple(words.items())


def _vocabulary(texts: dict[str, str], language: str) -> Vocabulary:
    """Return the parsed vocabulary of one language."""
    return {slot: parse_words(text, language) for slot, text in texts.items()}


def _abroad(vocabulary: Vocabulary) -> Vocabulary:
    """Return the vocabulary without its courts and councils, whose titles hold in one country only."""
    plain = tuple(word for word in vocabulary["plain"] if "{town}" not in word[0])
    return {**vocabulary, "plain": plain}


VOCABULARIES: dict[str, Vocabulary] = {
    language: _vocabulary(texts, language)
    for language, texts in {
        "ar": ARABIC, "bg": BULGARIAN, "br": BRAZILIAN, "cs": CZECH, "da": DANISH, "de": GERMAN,
        "el": GREEK, "en": BRITISH, "es": SPANISH, "fi": FINNISH, "fr": FRENCH, "global": GLOBAL, "ie": IRISH,
        "it": ITALIAN, "ja": JAPANESE, "nl": DUTCH, "no": NORWEGIAN, "pl": POLISH, "pt": PORTUGUESE,
        "sr": SERBIAN, "sv": SWEDISH, "uk": UKRAINIAN, "us": AMERICAN,
    }.items()
}  # fmt: skip
for _language in ("de", "en", "fr", "nl", "pt"):
    VOCABULARIES[f"{_language}-abroad"] = _abroad(VOCABULARIES[_language])

# Languages a company of the country may be named in; repeating one makes it likelier.
_LANGUAGES = {
    "AE": "ar ar ar global global", "AO": "pt-abroad", "AT": "de-abroad de-abroad de-abroad global",
    "BE": "nl-abroad nl-abroad fr-abroad fr-abroad global", "BG": "bg bg bg bg bg bg global", "BR": "br",
    "CA": "en-abroad en-abroad en-abroad fr-abroad", "CH": "de-abroad de-abroad fr-abroad global",
    "CZ": "cs cs cs cs cs cs global", "DE": "de de de de de de de global", "DK": "da da da da global",
    "EG": "ar ar ar ar ar ar ar global", "ES": "es", "FI": "fi fi fi fi fi global", "FR": "fr",
    "GB": "en", "GR": "el el el el el el global", "IE": "ie", "IT": "it it it it it it it global",
    "JO": "ar ar ar ar global", "JP": "ja ja ja ja ja ja global", "LU": "fr-abroad",
    "NL": "nl nl nl nl nl global", "NO": "no no no no global", "PL": "pl pl pl pl pl pl pl global",
    "PT": "pt pt pt pt pt pt pt pt pt global", "RS": "sr sr sr sr sr global",
    "SA": "ar ar ar ar ar global", "SE": "sv sv sv sv global", "UA": "uk uk uk uk uk uk global",
    "US": "us",
}  # fmt: skip


def languages_of(country: str) -> list[str]:
    """Return the keys of VOCABULARIES for a country; one that has none of its own gets English names."""
    return _LANGUAGES.get(country, "global").split()


_LEGAL_FORMS = {
    "AO": "{}, Lda.", "AT": "{} GmbH", "BE": "{} BV|{} SRL", "BG": "{} ЕООД|{} ООД|{} ЕООД",
    "BR": "{} Ltda.|{} S.A.", "CA": "{} Inc.|{} Ltd.", "CH": "{} GmbH|{} AG",
    "CZ": "{} s.r.o.|{} s.r.o.|{} a.s.", "DE": "{} GmbH|{} GmbH|{} GmbH & Co. KG|{} UG|{} AG",
    "DK": "{} ApS|{} A/S", "ES": "{}, S.L.|{}, S.A.", "FI": "{} Oy", "FR": "{} SARL|{} SAS",
    "GB": "{} Ltd|{} Ltd|{} Limited", "GR": "{} Α.Ε.|{} Ε.Π.Ε.|{} Ι.Κ.Ε.", "IE": "{} Ltd|{} DAC",
    "IT": "{} S.r.l.|{} S.r.l.|{} S.p.A.", "JP": "株式会社{}|{}株式会社|株式会社{}|合同会社{}",
    "LU": "{} S.à r.l.", "NL": "{} B.V.", "NO": "{} AS", "PL": "{} Sp. z o.o.|{} Sp. z o.o.|{} S.A.",
    "PT": "{}, Lda.|{}, Lda.|{}, S.A.", "RS": "{} д.о.о.", "SE": "{} AB", "UA": "ТОВ «{}»",
    "US": "{} Inc.|{} LLC",
}  # fmt: skip

# The same forms as a firm with an English name writes them.
_LEGAL_FORMS_IN_ENGLISH = {
    "AE": "{} FZ-LLC|{} LLC", "BG": "{} Ltd.", "EG": "{} LLC", "GR": "{} S.A.", "JO": "{} LLC",
    "JP": "{} K.K.", "RS": "{} d.o.o.", "SA": "{} LLC", "UA": "{} LLC",
}  # fmt: skip

# Countries of several languages, where each writes its own form.
_LEGAL_FORMS_BY_LANGUAGE = {
    ("BE", "nl-abroad"): "{} BV",
    ("BE", "fr-abroad"): "{} SRL",
    ("CA", "fr-abroad"): "{} inc.|{} ltée",
    ("CH", "fr-abroad"): "{} Sàrl|{} SA",
}


def legal_forms(country: str, language: str) -> list[str]:
    """Return the legal forms of a country as format strings around the name; empty when none is used."""
    forms = _LEGAL_FORMS.get(country, "")
    if language == "ar":
        # The Arabic templates say "company" themselves where it belongs.
        forms = ""
    elif language == "global":
        forms = _LEGAL_FORMS_IN_ENGLISH.get(country, forms)
    else:
        forms = _LEGAL_FORMS_BY_LANGUAGE.get((country, language), forms)
    return forms.split("|") if forms else []


_MAILBOXES = "info contact office hello it desk accounts info contact admin reception"
_LOCAL_MAILBOXES = {
    "br": "contato atendimento financeiro ti", "cs": "kontakt podatelna recepce",
    "da": "kontakt post kontor", "de": "kontakt verwaltung buchhaltung empfang",
    "es": "contacto hola administracion facturacion", "fi": "toimisto asiakaspalvelu",
    "fr": "bonjour accueil secretariat compta", "it": "segreteria amministrazione",
    "ja": "soumu madoguchi", "nl": "administratie receptie welkom", "no": "post kontakt resepsjon",
    "pl": "biuro kontakt sekretariat", "pt": "geral contacto ola financeiro",
    "sv": "kontakt kansli reception", "bg": "ofis kontakti", "sr": "kancelarija kontakt",
    "uk": "ofis pryimalnia", "el": "grammateia epikoinonia",
}  # fmt: skip


def mailboxes(language: str) -> list[str]:
    """Return the local parts that a company named in the language gives its contact address."""
    return f"{_MAILBOXES} {_LOCAL_MAILBOXES.get(language.removesuffix('-abroad'), '')}".split()
