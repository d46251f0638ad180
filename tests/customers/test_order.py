"""Names and addresses sort in byte order of what they fold to, on every database and in every locale."""

import pytest

from customers.actions.organizations import create_customer

# As the list shows them. Locales put punctuation before digits, and some leave it out; bytes do not.
NAMES = [
    "(Bracket)",
    "10 Pin",
    "1st",
    "2 Fast",
    "A Team",
    "A-Team",
    "A1",
    "a_b",
    "Aéro",
    "ÄPFEL",
    "apple",
    "École",
    "{Curly}",
    "~Tilde",
    "Ωmega",
]
EMAILS = [
    "a+b@x.example",
    "a-b@x.example",
    "a.b@x.example",
    "a1@x.example",
    "a@x.example",
    "a_b@x.example",
    "ab@x.example",
    "{a@x.example",
]


@pytest.fixture
def shown(as_user):
    """The list's rows in an order, one field of each."""

    def ordered(user, sort):
        response = as_user(user).get(f"/customers/?rows=100&sort={sort}")
        return [row[sort.lstrip("-")] for row in response.context["table"].page.object_list]

    return ordered


@pytest.mark.parametrize("sign", ["", "-"])
def test_names_sort_alike_on_every_database(cast, shown, sign):
    for number, name in enumerate(reversed(NAMES)):
        create_customer(cast.globex, name=name, email=f"desk{number}@order.example", by=cast.gus)
    assert [name for name in shown(cast.gus, f"{sign}name") if name in NAMES] == (NAMES[::-1] if sign else NAMES)


@pytest.mark.parametrize("sign", ["", "-"])
def test_addresses_sort_alike_on_every_database(cast, shown, sign):
    for number, email in enumerate(reversed(EMAILS)):
        create_customer(cast.globex, name=f"Firm {number}", email=email, by=cast.gus)
    assert [email for email in shown(cast.gus, f"{sign}email") if email in EMAILS] == (EMAILS[::-1] if sign else EMAILS)
