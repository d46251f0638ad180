"""The front door and the theme button."""

import pytest

from customers.models import User


@pytest.mark.parametrize(
    ("who", "landing"),
    [
        *((who, "/dashboard/") for who in ("olive", "sue", "fay", "rob")),
        *((who, "/console/") for who in ("carol", "mel", "dan", "cleo")),
        ("stan", "/admin/"),
    ],
)
def test_each_role_starts_where_its_work_is(cast, as_user, who, landing):
    answer = as_user(getattr(cast, who)).get("/", follow=True)
    assert (answer.redirect_chain, answer.status_code) == ([(landing, 302)], 200)


def test_a_visitor_starts_at_the_sign_in(as_user, db):
    assert as_user(None).get("/").headers["Location"] == "/accounts/login/?next=/"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_front_door_only_shows_the_way(cast, as_user, method):
    assert getattr(as_user(cast.olive), method)("/").status_code == 405


# --- Theme ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("dark", "dark"),
        ("light", "light"),
        ("system", "system"),
        ("pink", "system"),
        ("", "system"),
        ("\x00", "system"),
    ],
)
def test_the_theme_is_kept_in_a_cookie(as_user, db, sent, kept):
    assert as_user(None).post("/theme/", {"theme": sent}).cookies["theme"].value == kept


@pytest.mark.parametrize(("sent", "field"), [("dark", "dark"), ("light", "light"), ("system", ""), ("pink", "")])
def test_the_theme_is_kept_with_the_user(cast, as_user, sent, field):
    as_user(cast.carol).post("/theme/", {"theme": "light"})
    as_user(cast.carol).post("/theme/", {"theme": sent})
    assert User.objects.get(pk=cast.carol.pk).theme == field


@pytest.mark.parametrize(("theme", "drawn"), [("dark", "dark"), ("light", "light"), ("system", "system")])
def test_a_visitor_sees_the_chosen_theme(as_user, db, theme, drawn):
    client = as_user(None)
    client.post("/theme/", {"theme": theme})
    assert f'data-theme="{drawn}"' in client.get("/accounts/login/").text


def test_a_users_own_theme_wins_over_the_cookie(cast, as_user):
    client = as_user(cast.carol)
    client.cookies["theme"] = "light"
    User.objects.filter(pk=cast.carol.pk).update(theme="dark")
    assert 'data-theme="dark"' in client.get("/console/").text


def test_a_forged_cookie_is_not_drawn(as_user, db):
    client = as_user(None)
    client.cookies["theme"] = 'x"onload'
    assert 'data-theme="system"' in client.get("/accounts/login/").text


@pytest.mark.parametrize("target", ["/profile/", "/customers/?page=2&sort=-name", "/"])
def test_the_theme_button_leads_back(as_user, db, target):
    assert as_user(None).post("/theme/", {"theme": "dark", "next": target}).headers["Location"] == target


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "",
        "///evil.example",
    ],
)
def test_the_theme_button_never_leads_away(as_user, db, target):
    assert as_user(None).post("/theme/", {"theme": "dark", "next": target}).headers["Location"] == "/"


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_the_theme_takes_a_post(as_user, db, method):
    assert getattr(as_user(None), method)("/theme/").status_code == 405


def test_the_cookie_is_out_of_reach_for_scripts(as_user, db):
    assert as_user(None).post("/theme/", {"theme": "dark"}).cookies["theme"]["httponly"] is True
