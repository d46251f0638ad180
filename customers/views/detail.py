"""One customer: its information beside its tabs."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from reseller_portal.lib.htmx import answer, dialog, page_beneath, wants_fragment
from reseller_portal.lib.meters import Meter
from reseller_portal.lib.tables import whole_number

from .. import menu, wording
from ..access import ScopedRequest, screen
from ..actions.information import save_information
from ..actions.merging import Saved
from ..countdown import standing_of
from ..errors import Conflict, Unconfirmed
from ..forms.fields import refusals_in
from ..forms.information import InformationForm
from ..history import history
from ..meters import CREDITS, USE, meters, today_of
from ..models import Customer, Note, Organization, Tag
from .users import people_of

# (name of the address, label, icon, what will be there until it is)
TABS = (
    ("subscription", "Subscription", "package", ""),
    ("usage", "Usage", "chart-column", ""),
    ("tokens", "Tokens", "key-round", "API tokens of this customer: scopes, last use and expiry, and a way to revoke them."),
    ("users", "Users", "users", ""),
    ("transcriptions", "Transcriptions", "audio-lines", "Each transcription with its language, length, status and credits."),
    ("credits", "Credits", "coins", ""),
    ("activity", "Activity", "scroll-text", ""),
)  # fmt: skip
PARTS = {
    "customer-head": "customers/_head.html",
    "information": "customers/_information.html",
    "notes": "customers/_notes.html",
}
ELSEWHERE = {"credits": "credits:history", "usage": "billing:customer_usage"}  # tabs that an upper storey draws
PROMISED = tuple(name for name, _, _, promise in TABS if promise)


def customer_or_404(request: ScopedRequest, pk: int) -> Organization:
    """A customer that the asker may reach."""
    return get_object_or_404(Customer.objects.visible_to(request.scope).select_related("suspension", "tenant"), pk=pk)


def _meter(request: ScopedRequest, customer: Organization) -> Meter:
    """What the header says of its credits, whichever tab is open."""
    today = today_of(customer)
    reached = Customer.objects.visible_to(request.scope).filter(pk=customer.pk)
    return meters(today)(reached.with_credits().with_use(today).values(*CREDITS, *USE).get())


def _tabs(customer: Organization, current: str) -> list[dict[str, Any]]:
    return [
        {
            "id": name,
            "label": label,
            "icon": icon,
            "url": reverse(ELSEWHERE.get(name, f"customers:{name}"), args=[customer.pk]),
            "current": name == current,
            "promise": promise,
        }
        for name, label, icon, promise in TABS
    ]


def _tab_beneath(request: ScopedRequest) -> str:
    """The tab that is open on the page htmx asks from."""
    last = page_beneath(request).path.rstrip("/").rpartition("/")[2]
    return last if last in {name for name, _, _, _ in TABS} else "users"


def _about(
    request: ScopedRequest, customer: Organization, tab: str, form: InformationForm | None = None
) -> dict[str, Any]:
    """What the title, the header, the tabs and the information card show."""
    tabs, stands = _tabs(customer, tab), standing_of(customer)
    return {
        "customer": customer,
        "tabs": tabs,
        "meter": _meter(request, customer),
        "here": next(entry for entry in tabs if entry["current"]),
        "form": form or InformationForm(customer=customer),
        "may_change": request.scope.may("customers.change"),
        "entries": menu.entries(request.scope, pk=customer.pk, email=customer.email or "", state=stands.state),
        "standing": stands,
        "until": stands.sentence,
        "notes": Note.objects.visible_to(request.scope).filter(organization=customer).select_related("author"),
        "tags": Tag.objects.visible_to(request.scope).filter(uses__organization=customer).by_name(),
    }


def show(
    request: ScopedRequest,
    customer: Organization,
    tab: str,
    context: dict[str, Any],
    form: InformationForm | None = None,
) -> HttpResponse:
    """The page with one tab open; its panel alone for htmx. A refused `form` makes it 422 and comes back as the card."""
    # What a dialog changed is fetched again by the part that shows it, whichever tab is open.
    part = PARTS.get(request.htmx.target or "", "")
    facts = {**_about(request, customer, _tab_beneath(request) if part else tab, form), **context}
    if form is not None:
        return answer(request, "customers/detail.html", "customers/_refused.html", facts, status=422)
    return answer(request, "customers/detail.html", "customers/_part.html", {**facts, "part": part or facts["panel"]})


def told(saved: Saved) -> str:
    """Saved, in one or two sentences: what this save did, then what others did meanwhile and was kept."""
    done = {True: "was enabled", False: "was disabled"}[saved.organization.is_active]
    parts = (["was updated"] if set(saved.changed) - {"active"} else []) + ([done] if "active" in saved.changed else [])
    text = f"{saved.organization} {wording.listed(parts)}" if parts else "There was nothing to save"
    if not saved.kept:
        return text
    both = "; both changes were kept" if parts else ""
    return ". ".join([*([text] if parts else []), wording.meanwhile(saved.kept) + both])


def _saved(request: ScopedRequest, saved: Saved) -> HttpResponse:
    customer, text = saved.organization, told(saved)
    if not wants_fragment(request):
        messages.success(request, text)
        return redirect("customers:detail", pk=customer.pk)
    context = {**_about(request, customer, _tab_beneath(request)), "text": text, "saved": True}
    response = render(request, "customers/_saved.html", context)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#information", "outerHTML"
    response.headers["HX-Trigger"] = "customer-saved"
    return response


def _asked(request: ScopedRequest, customer: Organization, form: InformationForm) -> HttpResponse:
    """What disabling does, before it is done; everything that was typed is carried along."""
    context = {"customer": customer, "form": form, "back": reverse("customers:detail", args=[customer.pk])}
    response = dialog(request, f"Disable {customer}", "customers/_disabling.html", context)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#dialog", "innerHTML"
    return response


def _update(request: ScopedRequest, customer: Organization) -> HttpResponse:
    form = InformationForm(request.POST, customer=customer)
    if form.is_valid():
        try:
            with refusals_in(form, besides=(Conflict, Unconfirmed)):
                given, confirmed = form.cleaned_data, "confirmed" in request.POST
                saved = save_information(
                    customer, given=given, opened_with=form.opened, confirmed=confirmed, by=request.user
                )
                return _saved(request, saved)
        except Unconfirmed:
            return _asked(request, customer, form)
        except Conflict as conflict:
            form.dispute(conflict)
    return _users(request, customer, form=form)


def _users(request: ScopedRequest, customer: Organization, *, form: InformationForm | None = None) -> HttpResponse:
    return show(request, customer, "users", people_of(request, customer), form)


@screen("customers.view", "POST")
def detail(request: ScopedRequest, pk: int) -> HttpResponse:
    """The customer with its users; a POST updates its information."""
    customer = customer_or_404(request, pk)
    if request.method != "POST":
        return _users(request, customer)
    if not request.scope.may("customers.change"):
        raise PermissionDenied
    return _update(request, customer)


@screen("customers.view")
def users(request: ScopedRequest, pk: int) -> HttpResponse:
    """Who of this customer can sign in."""
    return _users(request, customer_or_404(request, pk))


@screen("customers.view")
def promised(request: ScopedRequest, pk: int, tab: str) -> HttpResponse:
    """A tab whose feature does not exist yet: it says what will be there."""
    return show(request, customer_or_404(request, pk), tab, {"panel": "customers/_promised.html"})


@screen("customers.view")
def activity(request: ScopedRequest, pk: int) -> HttpResponse:
    """What happened to this customer, newest first."""
    customer, before = customer_or_404(request, pk), whole_number(request.GET.get("before"), 0)
    found = history(request.scope, customer, before=before)
    here = reverse("customers:activity", args=[pk])
    context = {"panel": "customers/_activity.html", "history": found, "before": before, "address": here,
               "target": "#panel"}  # fmt: skip
    return show(request, customer, "activity", context)
