"""Every mail leaves through lib/mail.py."""

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr
from types import SimpleNamespace

import pytest
from django.core import mail as outbox

from reseller_portal.lib import mail
from reseller_portal.lib.origin import absolute_url

USER = SimpleNamespace(email="reader@harbour.example", organization=SimpleNamespace(name="Harbour"))


def sent(*, sender="Acme Resale", user=USER, name="welcome", **context):
    mail.send(name, to="reader@harbour.example", sender=sender, context={"user": user, **context})
    return outbox.outbox[-1]


def wire(message):
    return message_from_bytes(message.message().as_bytes(), policy=policy.default)


def html(message):
    return message.alternatives[0][0]


def test_the_subject_is_the_first_line_of_the_text():
    assert sent().subject == "Welcome to Acme Resale"


def test_a_subject_is_one_line_whatever_the_name():
    assert sent(sender="Acme\r\nBcc: thief@evil.example").subject.splitlines() == ["Welcome to Acme"]


def test_a_mail_has_a_text_body():
    assert "Choose a password" in sent(link="http://localhost/x").body


def test_a_mail_has_an_html_body():
    assert sent().alternatives[0][1] == "text/html"


def test_the_subject_is_not_repeated_in_the_text():
    assert not sent().body.startswith("Welcome to")


@pytest.mark.parametrize(
    "name", ["Acme\r\nBcc: thief@evil.example", 'Acme" <thief@evil.example>, "', "Acme\u2028Bcc: a@b.example", "Acme\\"]
)
def test_a_senders_name_cannot_add_a_header(name):
    message = wire(sent(sender=name))
    assert message["Bcc"] is None
    assert [a.addr_spec for a in message["From"].addresses] == ["portal@localhost"]


@pytest.mark.parametrize("name", ["Acme, Inc.", "株式会社" * 50, "شركة", "O’Neill"])
def test_a_name_in_any_script_travels(name):
    encoded = parseaddr(message_from_bytes(sent(sender=name).message().as_bytes())["From"])[0]
    assert str(make_header(decode_header(encoded))) == name


def test_the_address_is_the_portals_own(settings):
    assert parseaddr(sent().from_email)[1] == settings.DEFAULT_FROM_EMAIL


def test_html_in_a_name_is_text_in_the_html_body():
    organization = SimpleNamespace(name="<script>alert(1)</script>")
    message = sent(user=SimpleNamespace(email="a@b.example", organization=organization))
    assert "<script>" not in html(message)


def test_a_name_in_the_text_body_reads_as_typed():
    organization = SimpleNamespace(name="Söhne & Co")
    assert "Söhne & Co" in sent(user=SimpleNamespace(email="a@b.example", organization=organization)).body


def test_links_are_built_from_the_configured_origin(settings):
    settings.PORTAL_ORIGIN = "https://portal.example"
    assert absolute_url("account_login") == "https://portal.example/accounts/login/"


def test_both_bodies_have_the_link():
    message = sent(link="https://portal.example/welcome/x/")
    assert "https://portal.example/welcome/x/" in message.body
    assert 'href="https://portal.example/welcome/x/"' in html(message)


def test_a_mail_goes_to_one_address():
    assert sent().recipients() == ["reader@harbour.example"]


def test_every_text_mail_has_an_html_twin(settings):
    folder = settings.BASE_DIR / "templates" / "mail"
    twins = {path.stem for path in folder.glob("*.html") if not path.stem.startswith("_")}
    assert {path.stem for path in folder.glob("*.txt")} == twins


def test_a_mail_says_why_one_gets_it_in_both_bodies():
    for body in (sent().body, html(sent())):
        assert "You get this mail because" in body


def test_the_reason_stands_below_the_signature_in_the_text():
    assert sent().body.rstrip().split("\n--\n")[1].startswith("You get this mail because")


def test_a_mail_has_its_dark_colours_with_it():
    assert "prefers-color-scheme: dark" in html(sent())
