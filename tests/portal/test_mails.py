"""The previews of all mails in development."""

import re
from typing import Any

import pytest
from django.template.loader import get_template
from django.test import Client

from reseller_portal.lib.mail import write
from reseller_portal.views.mails import PIA, SAMPLES, SENDER, names

PATH = "/mails/"


def letter(name: str) -> Any:
    return write(name, sender=SENDER, context={"user": PIA, **SAMPLES[name]})


def test_every_mail_has_a_sample_and_every_sample_a_mail() -> None:
    assert sorted(SAMPLES) == names()


def test_the_list_has_every_mail_with_links_to_both_bodies(client: Client, db: None) -> None:
    text = client.get(PATH).text
    for name in names():
        assert f"/mails/{name}/html/" in text
        assert f"/mails/{name}/text/" in text


def test_a_mail_without_a_sample_is_named_on_the_list(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(SAMPLES, "welcome")
    assert "This mail has no sample" in client.get(PATH).text


@pytest.mark.parametrize("name", names())
def test_the_html_is_served_alone_in_a_sandbox(client: Client, db: None, name: str) -> None:
    answer = client.get(f"/mails/{name}/html/")
    assert answer["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
    )
    assert answer.text == letter(name).html


@pytest.mark.parametrize("name", names())
def test_the_text_is_served_as_text(client: Client, db: None, name: str) -> None:
    answer = client.get(f"/mails/{name}/text/")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.text == letter(name).text


@pytest.mark.parametrize("name", ["base", "_brand", "nothing", "..", "base.html"])
@pytest.mark.parametrize("body", ["html", "text"])
def test_what_is_no_mail_is_not_found(client: Client, db: None, name: str, body: str) -> None:
    assert client.get(f"/mails/{name}/{body}/").status_code == 404


# --- What every mail keeps to -------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", names())
def test_a_mail_stands_on_the_shared_bases(name: str) -> None:
    for suffix in ("html", "txt"):
        source = get_template(f"mail/{name}.{suffix}").template.source
        assert source.startswith(f'{{% extends "mail/base.{suffix}" %}}')


@pytest.mark.parametrize("name", names())
def test_a_mail_has_a_subject_and_says_why_one_gets_it(name: str) -> None:
    mail = letter(name)
    assert mail.subject
    assert "You get this mail because" in mail.text
    assert "You get this mail because" in mail.html


@pytest.mark.parametrize("name", names())
def test_a_link_stands_as_text_too(name: str) -> None:
    mail, link = letter(name), SAMPLES[name].get("link")
    links = set(re.findall(r'href="([^"]+)"', mail.html))
    assert links == ({link} if link else set())
    for address in links:
        assert f">{address}</a>" in mail.html
        assert f"\n{address}\n" in mail.text


@pytest.mark.parametrize("name", names())
def test_a_mail_asks_nothing_of_another_server(name: str) -> None:
    html = letter(name).html
    assert re.findall(r"(?:src|background)=|url\(|@import|<script|<link", html) == []


@pytest.mark.parametrize("name", names())
def test_nothing_is_left_unsaid(name: str) -> None:
    mail = letter(name)
    for text in (mail.subject, mail.text, mail.html):
        assert "None" not in text
        assert not re.search(r"\{[{%]|&amp;amp;|because +(has|somebody at *entered)", text)
