"""The page for a browser, the fragment for htmx."""

from types import SimpleNamespace

import pytest
from django.http import HttpResponse

from reseller_portal.lib import htmx


class Details(SimpleNamespace):
    def __bool__(self):
        return self.present


def request(present, *, history=False, boosted=False):
    return SimpleNamespace(htmx=Details(present=present, history_restore_request=history, boosted=boosted))


@pytest.mark.parametrize(
    ("asked", "fragment"),
    [
        (request(False), False),
        (request(True), True),
        (request(True, history=True), False),
        (request(True, boosted=True), False),
    ],
)
def test_only_a_swap_wants_the_fragment(asked, fragment):
    assert htmx.wants_fragment(asked) is fragment


@pytest.fixture
def drawn(monkeypatch):
    monkeypatch.setattr(htmx, "render", lambda request, name, context, status: HttpResponse(name, status=status))


@pytest.mark.usefixtures("drawn")
def test_a_browser_gets_the_page():
    assert htmx.answer(request(False), "page", "fragment", {}).content == b"page"


@pytest.mark.usefixtures("drawn")
def test_htmx_gets_the_fragment():
    assert htmx.answer(request(True), "page", "fragment", {}).content == b"fragment"


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize("present", [True, False])
def test_caches_are_told_that_both_exist(present):
    assert htmx.answer(request(present), "page", "fragment", {}).headers["Vary"] == "HX-Request"


@pytest.mark.usefixtures("drawn")
def test_a_refused_form_keeps_its_status():
    assert htmx.answer(request(True), "page", "fragment", {}, status=422).status_code == 422
