"""Sending a form twice makes one thing."""

import uuid
from threading import Barrier, Thread

import pytest
from django.db import OperationalError, connection, transaction

from customers.actions.activity import record_activity
from customers.actions.form_keys import make_once
from customers.actions.organizations import create_customer
from customers.errors import Refused
from customers.models import FormKey, Organization, User

KEY = uuid.UUID("7d1a1f0e-0000-4000-8000-000000000001")


def maker(cast, name="Once", **facts):
    return lambda: create_customer(cast.acme, **{"name": name, "email": "once@acme.example", **facts}, by=cast.olive)


def send(cast, make, *, key=KEY, by="olive"):
    return make_once(Organization, key, form="test", make=make, by=getattr(cast, by))


def test_the_first_sending_makes_it(cast):
    made, fresh = send(cast, maker(cast))
    assert (made.name, fresh) == ("Once", True)


def test_a_repeat_gets_the_first_answer(cast):
    first, _ = send(cast, maker(cast))
    assert send(cast, maker(cast, "Twice", email="twice@acme.example")) == (first, False)


def test_a_repeat_makes_nothing(cast):
    for name in ("Once", "Twice"):
        send(cast, maker(cast, name, email=f"{name.lower()}@acme.example"))
    assert Organization.objects.filter(name__in=["Once", "Twice"]).count() == 1


def test_another_key_makes_another(cast):
    send(cast, maker(cast))
    _, fresh = send(cast, maker(cast, email="twice@acme.example"), key=uuid.uuid4())
    assert fresh


def test_a_key_counts_for_the_one_who_sent_it(cast):
    send(cast, maker(cast))
    _, fresh = send(cast, maker(cast, email="twice@acme.example"), by="sue")
    assert fresh


def test_a_refused_form_may_be_sent_again_with_its_key(cast):
    with pytest.raises(Refused):
        send(cast, maker(cast, ""))
    _, fresh = send(cast, maker(cast))
    assert fresh


def test_a_refused_form_leaves_no_key(cast):
    with pytest.raises(Refused):
        send(cast, maker(cast, ""))
    assert FormKey.objects.count() == 0


def test_a_key_belongs_to_the_senders_tenant(cast):
    send(cast, maker(cast))
    assert FormKey.objects.get().tenant == cast.acme


def test_a_key_of_staff_has_no_tenant(cast):
    send(cast, maker(cast), by="stan")
    assert FormKey.objects.get().tenant is None


@pytest.mark.django_db(transaction=True)
def test_twenty_sendings_at_one_moment_make_one(cast):
    barrier, answers = Barrier(20), []

    def submit(number):
        try:
            user = User.objects.get(pk=cast.olive.pk)
            barrier.wait()
            make = maker(cast, f"Racer {number}", email=f"racer{number}@acme.example")
            answers.append(make_once(Organization, KEY, form="test", make=make, by=user))
        finally:
            connection.close()

    threads = [Thread(target=submit, args=[number]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 20
    assert len({made.pk for made, _ in answers}) == 1
    assert [fresh for _, fresh in answers].count(True) == 1
    assert Organization.objects.filter(name__startswith="Racer").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks the whole database")
def test_a_key_does_not_wait_for_somebody_who_writes_down_what_the_same_person_did(cast):
    """Else the two could wait for each other: the other has locked the organization that the form then asks for."""
    waited = []

    def send_meanwhile():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
                send(cast, maker(cast))
        except OperationalError as error:
            waited.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        record_activity("customer.created", cast.harbour, organization=cast.harbour, by=cast.olive)
        other = Thread(target=send_meanwhile)
        other.start()
        other.join()
    assert waited == []
