"""The living style guide: every component in every state, drawn by the includes the screens use. Development only."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..lib.charts import Bar, Chart, bar_chart
from ..lib.meters import Meter

PARTS = (
    ("colours", "Colours and text"),
    ("buttons", "Buttons"),
    ("badges", "Badges, tags, avatars"),
    ("meters", "Meters and progress"),
    ("messages", "Banners and toasts"),
    ("fields", "Fields"),
    ("choices", "Tabs and segmented choices"),
    ("menus", "Menus and dialogs"),
    ("stats", "Stats and lists"),
    ("charts", "Charts"),
    ("table", "Table, filled"),
    ("states", "Table: empty, loading, failed, refused"),
    ("names", "Long and odd names"),
)
METERS = ((688, 312, 1000), (90, 400, 500), (4, 96, 100), (0, 100, 100), (1, 1_999_999, 2_000_000), (0, 0, 0))
ICONS = {"colours": "palette", "buttons": "mouse-pointer-click", "fields": "text-cursor-input", "table": "table"}
LONG_NAME = "Wissenschaftliche Buchgesellschaft für Sprachverarbeitung und Dokumentation mbH & Co. KG"
ROWS = (
    (
        1048,
        "Acme Corporation",
        "contact@acme.example",
        "+31 6 12345678",
        24,
        (688, 312, 1000),
        "Active",
        "Enterprise team · vip",
    ),
    (
        1047,
        "Blue Harbour Legal",
        "office@blueharbour.example",
        "+44 20 7946 0812",
        11,
        (90, 410, 500),
        "Active",
        "Enterprise team · legal",
    ),
    (1046, "Corvid Media", "hello@corvid.example", "+1 415 555 0134", 1, (4, 96, 100), "Active", "Individual team"),
    (
        1045,
        "Daylight Clinics",
        "it@daylight.example",
        "+49 30 901820",
        42,
        (2790, 1210, 4000),
        "Pending",
        "Enterprise team · health",
    ),
    (1044, "Estuary Radio", "studio@estuary.example", "", None, (0, 0, 0), "Active", "Default team"),
    (
        1043,
        "Fennel & Wood",
        "open@fennel.example",
        "+33 1 70 18 99 00",
        3,
        (0, 250, 250),
        "Disabled",
        "Individual team",
    ),
    (
        1042,
        LONG_NAME,
        f"{'verwaltung.' * 5}@buchgesellschaft.example",
        "+49 89 12345678",
        1204,
        (1_250_000, 750_000, 2_000_000),
        "Active",
        f"Enterprise team · {LONG_NAME}",
    ),
)
TONES = {"Active": "ok", "Disabled": "danger", "Pending": "warn"}
ODD_NAMES = (
    ("شركة الأفق للتقنيات الصوتية", "Right to left"),
    ("株式会社音声認識研究所", "No spaces"),
    ("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterb", "One word of 62 characters"),
    ("<script>alert(1)</script> & Söhne", "Reads as it was typed"),
    ("O’Neill-Østergård, Þórunn", "Signs and accents"),
    ("X", "One letter"),
    ("🎙 Podcast Union", "Begins with a sign"),
)


class SpecimenForm(forms.Form):
    """One field of each kind; `sample()` gives it bound, so that errors show."""

    name = forms.CharField(help_text="As it stands on invoices.")
    email = forms.EmailField()
    phone = forms.CharField(
        required=False,
        help_text="International format with the country code.",
        widget=forms.TextInput(attrs={"placeholder": "+31 612345678", "type": "tel"}),
    )
    password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    seats = forms.IntegerField(required=False, min_value=1)
    team = forms.ChoiceField(
        choices=[("", "Choose a team type"), ("i", "Individual"), ("e", "Enterprise")], required=False
    )
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    locked = forms.CharField(disabled=True, initial="Set by the platform", label="Cannot be changed")
    language = forms.ChoiceField(choices=[("a", "English"), ("b", "Portuguese")], widget=forms.RadioSelect, initial="a")
    active = forms.BooleanField(
        required=False,
        initial=True,
        help_text="Can sign in to the console",
        widget=forms.CheckboxInput(attrs={"class": "switch"}),
    )
    terms = forms.BooleanField(label="I have read the terms", required=False)


def _refused() -> SpecimenForm:
    form = SpecimenForm({"name": "", "email": "contact@acme", "seats": "none", "language": "a"}, prefix="refused")
    form.add_error(None, "The pool has 40 credits left. Recharge 40 or less, or ask for more.")
    return form


def _shell() -> dict[str, object]:
    # Nobody is signed in here; the shell is drawn for somebody who could be.
    mara = SimpleNamespace(pk=262, first_name="Mara", email="mara@northwind.example", get_full_name="Mara Kessler")
    items: list[dict[str, object]] = [
        {
            "label": label,
            "url": f"#{key}",
            "icon": ICONS.get(key, "component"),
            "current": key == "colours",
            "count": None,
        }
        for key, label in PARTS
    ]
    items[10]["count"] = len(ROWS)
    return {
        "scope": SimpleNamespace(user=mara, level_label="Owner"),
        "navigation": [{"label": "", "items": items[:2]}, {"label": "Components", "items": items[2:]}],
    }


def _menu_items() -> list[dict[str, object]]:
    return [
        {"label": "View", "icon": "external-link", "url": "#table", "tone": "primary"},
        {"label": "Edit", "icon": "pencil", "url": "#table"},
        {"label": "Recharge credits", "icon": "circle-plus", "url": "#table", "opens": "specimen-dialog"},
        {"label": "Reset password", "icon": "key-round", "url": "#table"},
        {"label": "Disable", "icon": "ban", "url": "#table"},
        {"label": "Delete", "icon": "trash-2", "url": "#table", "tone": "danger", "rule": True},
    ]


def _tabs() -> list[dict[str, object]]:
    return [
        {"id": "plan", "label": "Subscription", "icon": "package", "url": "#plan", "current": False},
        {"id": "usage", "label": "Usage", "icon": "chart-column", "url": "#usage", "current": True},
        {"id": "people", "label": "Users", "icon": "users", "url": "#people", "current": False},
    ]


def _charts() -> list[tuple[str, Chart]]:
    """A month whose last day is not over, more days than there are pixels on a phone, one huge value, none at all."""
    days = [date(2026, 11, 1) + timedelta(days=n) for n in range(400)]
    waves = [(n * 37 % 61 + 20) * (n % 7 < 5) for n in range(400)]

    def bars(values: list[int], *, so_far: bool = False) -> list[Bar]:
        made = [
            Bar(f"{day:%a %-d %b %Y}", f"{day:%-d %b}", n, f"{n} hours") for day, n in zip(days, values, strict=False)
        ]
        return [*made[:-1], replace(made[-1], note="so far")] if so_far else made

    kinds: list[tuple[str, list[Bar]]] = [
        ("A month", bars(waves[:30], so_far=True)),
        ("400 days", bars(waves)),
        ("One huge value", bars([1, 2, 10**9])),
        ("All zeros", bars([0] * 7)),
        ("Nothing", []),
    ]
    return [
        (label, bar_chart(made, title=label, unit="Hours", key=f"chart-{n}")) for n, (label, made) in enumerate(kinds)
    ]


def _meter(available: int, used: int, assigned: int) -> Meter:
    """From whole credits, as people would say them."""
    return Meter(available=available * 100, reserved=(assigned - available - used) * 100, used=used * 100)


@login_not_required
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Draw every specimen from small made-up data."""
    names = ("id", "name", "email", "phone", "seats", "credits", "status", "sub")
    rows = [
        dict(zip(names, row, strict=True))
        | {"tone": TONES[row[6]], "menu": f"menu-{row[0]}", "on": date(2026, 11, 14), "meter": _meter(*row[5])}
        for row in ROWS
    ]
    context = _shell() | {
        "parts": [(key, label, f"styleguide/_{key}.html") for key, label in PARTS],
        "rows": rows,
        "meters": [_meter(*figures) for figures in METERS],
        "odd_names": list(enumerate(ODD_NAMES, start=1)),
        "hues": range(1, 13),
        "form": SpecimenForm(),
        "refused_form": _refused(),
        "menu_items": _menu_items(),
        "page": Paginator(range(1204), 25).get_page(2),
        "sizes": (25, 50, 75, 100),
        "tabs": _tabs(),
        "charts": _charts(),
        "ranges": [{"label": f"{days} days", "url": "#choices", "current": days == 30} for days in (7, 30, 90)],
    }
    return render(request, "styleguide.html", context)
