"""How many wrong passwords are answered, and whom that locks out."""

import pytest

from customers.models import User

PASSWORD = "Correct-horse7"
LOGIN = "/accounts/login/"
WRONG = "Wrong-horse77"


# --- Limits -----------------------------------------------------------------------------------------------------------
TOO_MANY = "Too many attempts"


def fail(attempt, login, times, *, ip="192.0.2.1"):
    return [attempt(login, WRONG, ip=ip) for _ in range(times)][-1]


def test_five_wrong_tries_are_answered(cast, attempt):
    assert TOO_MANY not in fail(attempt, cast.olive.email, 5).text


def test_the_sixth_try_is_refused_even_with_the_right_password(cast, attempt):
    fail(attempt, cast.olive.email, 5)
    answer = attempt(cast.olive.email)
    assert (answer.status_code, TOO_MANY in answer.text) == (200, True)


def test_a_refused_try_costs_no_hash(cast, attempt, hashes):
    fail(attempt, cast.olive.email, 5)
    hashes.clear()
    attempt(cast.olive.email)
    assert not hashes


def test_a_stranger_locks_out_nobody_elsewhere(cast, attempt):
    fail(attempt, cast.olive.email, 30, ip="192.0.2.66")
    assert attempt(cast.olive.email, ip="192.0.2.1").status_code == 302


def test_five_wrong_tries_lock_that_login_only(cast, attempt):
    fail(attempt, cast.olive.email, 5)
    assert attempt(cast.sue.email).status_code == 302


def test_letter_case_is_no_way_round_the_limit(cast, attempt):
    for login in (
        "olive@acme.example",
        "Olive@acme.example",
        "OLIVE@acme.example",
        "oLIVE@acme.example",
        "olive@ACME.example",
    ):
        attempt(login, WRONG)
    assert TOO_MANY in attempt(cast.olive.email).text


def test_right_tries_are_not_counted(cast, attempt):
    assert [attempt(cast.olive.email).status_code for _ in range(8)] == [302] * 8


def test_the_forwarded_header_of_a_client_is_not_believed(cast, as_user):
    for number in range(6):
        answer = as_user(None).post(
            LOGIN, {"login": cast.olive.email, "password": WRONG}, headers={"X-Forwarded-For": f"198.51.100.{number}"}
        )
    assert TOO_MANY in answer.text


def refused(answer):
    return TOO_MANY in answer.text or (answer.status_code == 429 and "Retry-After" in answer.headers)


def test_thirty_bad_sign_ins_end_in_a_refusal(cast, attempt):
    assert refused([attempt(f"nobody{n}@acme.example", WRONG) for n in range(30)][-1])


def test_past_thirty_sign_ins_the_answer_is_429_with_retry_after(cast, attempt):
    answer = [attempt(f"nobody{n}@acme.example", WRONG) for n in range(31)][-1]
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")


@pytest.mark.parametrize("emails", [["olive@acme.example"] * 30, [f"nobody{n}@acme.example" for n in range(30)]])
def test_thirty_bad_resets_end_in_a_refusal(cast, as_user, emails):
    answers = [as_user(None).post("/accounts/password/reset/", {"email": email}) for email in emails]
    assert answers[-1].status_code == 429
    assert refused(answers[-1])


def test_thirty_bad_reauthentications_end_in_a_refusal(cast, sign_in):
    client = sign_in(cast.olive)
    assert refused([client.post("/accounts/reauthenticate/", {"password": WRONG}) for _ in range(30)][-1])


def test_thirty_bad_password_changes_end_in_a_refusal(cast, sign_in):
    client, data = sign_in(cast.olive), {"oldpassword": WRONG, "password1": "New-horse77!", "password2": "New-horse77!"}
    assert refused([client.post("/accounts/password/change/", data) for _ in range(30)][-1])


def test_thirty_bad_passwords_on_the_profile_end_in_a_refusal(cast, sign_in):
    client = sign_in(cast.olive)
    data = {"section": "email", "email-email": "olive@new.example", "email-current_password": WRONG}
    assert refused([client.post("/profile/", data) for _ in range(30)][-1])


def test_a_wrong_reauthentication_costs_one_hash(cast, sign_in, hashes):
    User.objects.filter(pk=cast.olive.pk).update(username="olive.o")
    client = sign_in(cast.olive)
    hashes.clear()
    client.post("/accounts/reauthenticate/", {"password": WRONG})
    assert len(hashes) == 1
