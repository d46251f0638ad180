"""Passwords that a reseller sets: the rules, and the random ones that meet them."""

import re
import secrets
from pathlib import Path

import pytest

from customers.errors import Refused
from customers.models import User
from customers.passwords import RULES, check_given_password, generated_password

SCRIPT = Path(__file__).parents[2] / "static/js/elements/password-rules.js"


def check(password, **facts):
    check_given_password(password, User(**facts))


@pytest.mark.parametrize("password", ["Str0ng!x", "Pr1vate-enough-pass!", "Grünes_Haus7", "パスワード-Aa1x"])
def test_a_password_that_keeps_the_rules_is_fine(password):
    check(password)


@pytest.mark.parametrize(
    ("password", "missing"),
    [
        ("Str0ng!", "8 to 20 characters"),
        ("Str0ng!" + "x" * 14, "8 to 20 characters"),
        ("Strong!-word", "a number"),
        ("str0ng!-word", "an upper-case letter"),
        ("STR0NG!-WORD", "a lower-case letter"),
        ("Str0ngXword", "a special character"),
        ("Str0ng word", "a special character"),
    ],
)
def test_what_a_password_lacks_is_named_alone(password, missing):
    with pytest.raises(Refused) as refusal:
        check(password)
    assert (refusal.value.message, refusal.value.field) == (f"The password needs {missing}.", "password")


def test_everything_that_is_missing_is_named_at_once():
    with pytest.raises(Refused, match="8 to 20 characters, a number, an upper-case letter, a special character"):
        check("abc")


def test_a_common_password_is_refused_though_it_keeps_the_rules(monkeypatch):
    monkeypatch.setattr(
        "django.contrib.auth.password_validation.CommonPasswordValidator.validate",
        lambda self, password, user=None: (_ for _ in ()).throw(__import__("django").core.exceptions.ValidationError("common")),
    )  # fmt: skip
    with pytest.raises(Refused, match="common"):
        check("Str0ng!-word")


def test_a_password_like_the_name_is_refused():
    with pytest.raises(Refused, match="too similar"):
        check("Gabrielle-7", first_name="Gabrielle")


def test_people_who_choose_their_own_are_held_to_another_length(cast):
    from customers.actions.users import set_password

    assert set_password(cast.mel, password="a long sentence that nobody guesses at all", by=cast.mel)
    with pytest.raises(Refused, match="at least 10"):
        set_password(cast.mel, password="Str0ng!x", by=cast.mel)


# --- Random ones ------------------------------------------------------------------------------------------------------
def test_generated_passwords_keep_every_rule_and_have_16_to_20_characters():
    made = [generated_password(secrets.token_urlsafe(32)) for _ in range(300)]
    assert {len(password) for password in made} == {16, 17, 18, 19, 20}
    assert [password for password in made if not all(rule.met(password) for rule in RULES)] == []
    assert len(set(made)) == 300


def test_the_same_nonce_gives_the_same_password_and_another_key_another(settings):
    first = generated_password("nonce")
    assert generated_password("nonce") == first
    settings.SECRET_KEY = "another"
    assert generated_password("nonce") != first


def test_no_character_comes_up_far_more_often_than_another():
    from collections import Counter

    drawn = Counter("".join(generated_password(secrets.token_urlsafe(32)) for _ in range(1500)))
    assert max(drawn.values()) < 2.2 * min(drawn.values())


def test_the_pages_script_knows_every_rule():
    named = set(re.findall(r"^  (\w+): \(text", SCRIPT.read_text(), re.MULTILINE))
    assert named == {rule.key for rule in RULES} | {"same"}
