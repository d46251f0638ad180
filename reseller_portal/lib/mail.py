"""Every mail leaves through here: a text and an HTML body from `templates/mail/<name>.*`.

The first line of the text template is the subject. Call it from a task, so that a slow mail server never holds
up a request, and make links there, so that no secret lies in the queue.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


@dataclass(frozen=True)
class Letter:
    """A mail as it is read: its subject, and both bodies."""

    subject: str
    text: str
    html: str


def write(name: str, *, sender: str, context: Mapping[str, Any]) -> Letter:
    """The mail `name`. `sender` is the name that the reader knows: its reseller, or the platform."""
    facts = {"sender": sender, "origin": settings.PORTAL_ORIGIN, **context}
    subject, _, text = render_to_string(f"mail/{name}.txt", facts).partition("\n")
    return Letter(" ".join(subject.split()), text.strip() + "\n", render_to_string(f"mail/{name}.html", facts))


def send(name: str, *, to: str, sender: str, context: Mapping[str, Any]) -> None:
    """Send the mail `name` to one address, in the name of `sender` (see `write`)."""
    letter = write(name, sender=sender, context=context)
    # A name with a line break in it must not add a header, nor one with a quote or backslash end the quoted name.
    display_name = "".join(c for c in sender if c.isprintable() and c not in '"\\')
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=f'"{display_name}" <{settings.DEFAULT_FROM_EMAIL}>',
        to=[to],
    )
    message.attach_alternative(letter.html, "text/html")
    message.send()
