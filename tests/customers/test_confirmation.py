"""The banner that asks for the proof of an address, and its button."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from customers.models import Activity

PATH = "/profile/confirmation/"
ASKS = "Confirm your email address"


@pytest.mark.parametrize("page", ["/console/", "/profile/"])
def test_the_banner_stands_until_the_address_is_proved(cast, as_user, page):
    client = as_user(cast.carol)
    assert ASKS in client.get(page).text
    EmailAddress.objects.filter(user=cast.carol).update(verified=True)
    assert ASKS not in client.get(page).text


def test_the_button_mails_a_link_that_proves_it(cast, as_user, mailed_path):
    client = as_user(cast.carol)
    page = client.post(PATH, follow=True).text
    assert "A link was mailed to carol@harbour.example" in page
    assert [message.to for message in mail.outbox] == [["carol@harbour.example"]]
    assert as_user(None).post(mailed_path()).status_code == 302
    assert EmailAddress.objects.get(user=cast.carol).verified
    assert Activity.objects.filter(verb="user.email_confirmed", subject_id=cast.carol.pk).count() == 1


def test_a_proved_address_is_mailed_nothing(cast, as_user):
    EmailAddress.objects.filter(user=cast.carol).update(verified=True)
    assert "confirmed already" in as_user(cast.carol).post(PATH, follow=True).text
    assert mail.outbox == []


def test_nobody_floods_a_mailbox_with_it(cast, as_user):
    client = as_user(cast.carol)
    assert [client.post(PATH).status_code for _ in range(4)] == [302, 302, 302, 429]
    assert len(mail.outbox) == 3


def test_a_visitor_is_sent_to_sign_in(as_user, db):
    assert as_user(None).post(PATH).headers["Location"].startswith("/accounts/login/")


def test_opened_as_a_page_it_is_the_profile(cast, as_user):
    assert as_user(cast.carol).get(PATH).headers["Location"] == "/profile/"
