"""The detail page as a browser opens it and sends it back."""

import re

HTMX = {"HX-Request": "true", "HX-Target": "information"}


def path(customer, tab=""):
    return f"/customers/{customer.pk}/{tab + '/' if tab else ''}"


def opened(client, customer):
    """What the form holds as it opens, as a browser would send it back."""
    text = client.get(path(customer)).text
    token = re.search(r'name="opened" value="([^"]+)"', text).group(1)
    customer.refresh_from_db()
    sent = {"opened": token, "name": customer.name, "email": customer.email, "phone": customer.phone}
    return sent | ({"active": "on"} if customer.is_active else {})


def reopened(answer):
    """The hidden inputs of a form that came back."""
    return dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', answer.text))
