"""Fictional companies for the demo data: names in many scripts, addresses, phones and registration times."""

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from reseller_portal.demo.words import VOCABULARIES, Word, languages_of, legal_forms, mailboxes
from reseller_portal.demo.words_odd import ODD_NAMES

NORTHWIND_COUNTRIES = {
    "NL": 12, "GB": 12, "DE": 11, "FR": 8, "ES": 6, "IT": 5, "PL": 5, "PT": 4, "SE": 4, "US": 4, "JP": 4,
    "CZ": 3, "DK": 3, "NO": 3, "FI": 3, "IE": 3, "GR": 3, "UA": 3, "AE": 3, "BG": 2, "RS": 2, "BE": 2,
    "SA": 2, "EG": 2, "CA": 2, "AT": 1, "CH": 1, "JO": 1,
}  # fmt: skip
HELDER_COUNTRIES = {"PT": 44, "BR": 22, "ES": 19, "FR": 11, "AO": 2, "LU": 1, "IT": 1}

_NO_PHONE_SHARE = 0.08
_DISABLED_SHARE = 0.035
_LEGAL_FORM_SHARE = 0.3
_ODD_ONE_IN = 110
_FIRST_WORD_SHARE = 0.02
_LABEL_LENGTH = 40
_SMALL_WORDS = {
    "and", "the", "of", "und", "de", "da", "do", "das", "dos", "du", "des", "del", "della", "di", "la", "les",
}  # fmt: skip

# Rough, without summer time: enough to keep most registrations in the working day of the country.
_UTC_OFFSET_HOURS = {
    "JP": 9, "AE": 4, "SA": 3, "JO": 3, "EG": 2, "GR": 2, "BG": 2, "UA": 2, "FI": 2, "GB": 0, "IE": 0,
    "PT": 0, "BR": -3, "CA": -5, "US": -6,
}  # fmt: skip
# The numbers 555-0100 to 555-0199 of every North American area are set aside for fiction.
_NORTH_AMERICAN_AREAS = {
    "US": ("206", "212", "303", "312", "415", "512", "617"),
    "CA": ("416", "514", "604", "902"),
}
_FRIDAY_WEEKEND = {"SA", "EG", "JO"}
_OFF_HOURS_SHARE = 0.08


@dataclass(frozen=True)
class Company:
    """One fictional customer company; ``phone`` is E.164 or empty, ``registered_at`` is aware UTC."""

    name: str
    email: str
    phone: str
    country: str
    registered_at: datetime
    disabled: bool


class _Deck:
    """Draws words in shuffled order, reshuffled when empty, so that all come up equally often."""

    def __init__(self, words: tuple[Word, ...], rng: random.Random) -> None:
        self._words, self._rng = words, rng
        self._left: list[Word] = []

    def draw(self) -> Word:
        """Return the next word."""
        if not self._left:
            self._left = self._rng.sample(self._words, len(self._words))
        return self._left.pop()


class _Namer:
    """Makes company names and addresses that are unique among those it made."""

    def __init__(self, rng: random.Random, first_word_limit: int, reserved: list[str]) -> None:
        self._rng = rng
        self._limit = first_word_limit
        self._names = {name.casefold() for name in reserved}
        self._labels: set[str] = set()
        self._first_words: Counter[str] = Counter()
        self._decks: dict[tuple[str, str], _Deck] = {}

    def name(self, country: str) -> tuple[str, str, str]:
        """Return a new name, its romanisation without legal form, and the language it is in."""
        for attempt in range(60):
            language = self._rng.choice(languages_of(country))
            native, latin, is_firm = self._compose(language)
            name = self._with_legal_form(native, country, language) if is_firm else native
            first = name.split()[0].casefold()
            # A mix of very few countries cannot keep the limit for long; uniqueness it always keeps.
            if native.casefold() in self._names or (self._first_words[first] >= self._limit and attempt < 40):
                continue
            return self._take(native, name), latin, language
        number = 2
        while f"{native} {number}".casefold() in self._names:
            number += 1
        return self._take(f"{native} {number}", f"{native} {number}"), f"{latin} {number}", language

    def email(self, latin: str, country: str, language: str) -> str:
        """Return a new address at a domain of its own, made from a romanised name."""
        label = base = self._label(latin)
        number = 1
        while label in self._labels:
            label = f"{base}-{country.lower()}" if number == 1 else f"{base}-{country.lower()}{number}"
            number += 1
        self._labels.add(label)
        return f"{self._rng.choice(mailboxes(language))}@{label}.example"

    def _take(self, native: str, name: str) -> str:
        # Without the legal form: "Morning Tide" next to "Morning Tide Ltd" would look like one company.
        self._names.add(native.casefold())
        self._first_words[name.split()[0].casefold()] += 1
        return name

    def _draw(self, language: str, slot: str) -> Word:
        if (language, slot) not in self._decks:
            vocabulary = VOCABULARIES[language]
            words = vocabulary["firms"] + vocabulary["plain"] if slot == "template" else vocabulary[slot]
            self._decks[language, slot] = _Deck(words, self._rng)
        return self._decks[language, slot].draw()

    def _compose(self, language: str) -> tuple[str, str, bool]:
        """Return a name, its romanisation, and whether it is a firm's, which may take a legal form."""
        native, latin = template = self._draw(language, "template")
        used: list[str] = []
        for slot in re.findall(r"{(\w+)}", native):
            word = self._draw(language, slot)
            while word[0] in used:
                word = self._draw(language, slot)
            used.append(word[0])
            native = native.replace(f"{{{slot}}}", word[0], 1)
            latin = latin.replace(f"{{{slot}}}", word[1], 1)
        return native, latin, template in VOCABULARIES[language]["firms"]

    def _with_legal_form(self, native: str, country: str, language: str) -> str:
        forms = legal_forms(country, language)
        if forms and self._rng.random() < _LEGAL_FORM_SHARE:
            return self._rng.choice(forms).format(native)
        return native

    def _label(self, latin: str) -> str:
        """Return the domain label of a romanised name: lower-case ASCII, at most 40 characters."""
        words = re.findall(r"[a-z0-9]+", latin.lower().replace("'s ", "s "))
        words = [word for word in words if len(word) > 1 or word.isdigit()] or words
        if len("-".join(words)) > 24:
            words = [word for word in words if word not in _SMALL_WORDS]
        while len("-".join(words)) > _LABEL_LENGTH and len(words) > 1:
            words.pop()
        glue = "" if len("".join(words)) <= 16 and self._rng.random() < 0.45 else "-"
        return glue.join(words)[:_LABEL_LENGTH]


def _phone(country: str, rng: random.Random) -> str:
    """Return a valid E.164 number of the country, or an empty string for an unknown country."""
    if country in _NORTH_AMERICAN_AREAS:
        return f"+1{rng.choice(_NORTH_AMERICAN_AREAS[country])}55501{rng.randrange(100):02}"
    kind = PhoneNumberType.FIXED_LINE if rng.random() < 0.65 else PhoneNumberType.MOBILE
    example = phonenumbers.example_number_for_type(country, kind)
    if example is None:
        return ""
    number = phonenumbers.format_number(example, PhoneNumberFormat.E164)
    # The first two digits of the national number stay, since they tell fixed line and mobile apart.
    varied = len(number) - len(f"+{example.country_code}") - 2
    for _ in range(100):
        candidate = number[:-varied] + "".join(rng.choices("0123456789", k=varied))
        if phonenumbers.is_valid_number_for_region(phonenumbers.parse(candidate), country):
            return candidate
    return number


def _working_time(
    moment: datetime,
    country: str,
    start: datetime,
    until: datetime,
    rng: random.Random,
) -> datetime:
    """Return a time near ``moment``, between start and until, mostly in the working week of the country."""
    if rng.random() < _OFF_HOURS_SHARE:
        return moment
    offset = timedelta(hours=_UTC_OFFSET_HOURS.get(country, 1))
    weekend = (4, 5) if country in _FRIDAY_WEEKEND else (5, 6)
    midnight = (moment + offset).replace(hour=0, minute=0, second=0, microsecond=0)
    working = midnight + timedelta(hours=rng.triangular(8, 18.5, 10.5)) - offset
    # A random shift, because moving every weekend to its Monday would make Mondays stand out.
    while (working + offset).weekday() in weekend:
        working += timedelta(days=rng.randint(-3, 3))
    while (working + offset).weekday() in weekend or working < start:
        working += timedelta(days=1)
    while (working + offset).weekday() in weekend or working >= until:
        working -= timedelta(days=1)
    return max(working, start)


def _registrations(
    homes: list[str],
    until: datetime,
    years: int,
    rng: random.Random,
) -> list[tuple[datetime, str]]:
    """Return (time, country) for each country in ``homes``, oldest first, four times as dense at the end."""
    until = until.astimezone(UTC)
    span = timedelta(days=365.25 * years)
    start = until - span
    made = []
    for home in homes[:-1]:
        # Inverse of the distribution whose density is proportional to 1 + 3t for t from 0 to 1.
        passed = ((1 + 15 * rng.random()) ** 0.5 - 1) / 3
        made.append((_working_time(start + span * passed, home, start, until, rng), home))
    made += [(until - timedelta(hours=rng.uniform(3, 30)), home) for home in homes[-1:]]
    return sorted((moment.replace(microsecond=0), home) for moment, home in made)


def _odd_ones(
    homes: list[str],
    countries: Mapping[str, int],
    rng: random.Random,
) -> dict[int, tuple[str, str, str]]:
    """Return odd companies by the position they take, about one in 110; their countries are in the mix."""
    eligible = [odd for odd in ODD_NAMES if countries.get(odd[0], 0) > 0]
    chosen = eligible[: round(len(homes) / _ODD_ONE_IN)]
    places = rng.sample(range(len(homes)), len(chosen))
    return dict(zip(places, chosen, strict=True))


def companies(
    count: int, *, seed: int, countries: Mapping[str, int], until: datetime, years: int = 3
) -> Iterator[Company]:
    """Yield ``count`` fictional companies, oldest registration first; same arguments, same companies.

    ``countries`` maps ISO 3166-1 alpha-2 codes to weights; ``until`` is aware, and the registrations fill the
    ``years`` before it. Names and addresses are unique in one call. Raises ValueError, on the first
    ``next()``, for a naive ``until``, a negative count, no years, or weights that do not sum to more than 0.
    """
    if until.tzinfo is None:
        raise ValueError("until must be an aware datetime")
    if count < 0 or years <= 0:
        raise ValueError("count must not be negative and years must be more than 0")
    if sum(countries.values()) <= 0:
        raise ValueError("countries must have weights that sum to more than 0")
    rng = random.Random(seed)
    # Sorted, because two equal mappings may hold their keys in different orders.
    codes = sorted(countries)
    homes = rng.choices(codes, weights=[countries[code] for code in codes], k=count)
    registrations = _registrations(homes, until, years, rng)
    odd = _odd_ones(homes, countries, rng)
    without_phone = set(rng.sample(range(count), round(count * _NO_PHONE_SHARE)))
    disabled = set(rng.sample(range(count), round(count * _DISABLED_SHARE)))
    namer = _Namer(rng, max(3, int(count * _FIRST_WORD_SHARE)), [name for _, name, _ in odd.values()])
    for position, (registered_at, home) in enumerate(registrations):
        if position in odd:
            country, name, latin = odd[position]
            language = languages_of(country)[0]
        else:
            country = home
            name, latin, language = namer.name(country)
        yield Company(
            name=name,
            email=namer.email(latin, country, language),
            phone="" if position in without_phone else _phone(country, rng),
            country=country,
            registered_at=registered_at,
            disabled=position in disabled,
        )
