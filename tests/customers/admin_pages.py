"""What the tests of the admin share: its addresses, and what stands on its pages."""

ORGANIZATIONS, USERS, ACTIVITY = (f"/admin/customers/{name}/" for name in ("organization", "user", "activity"))


def results(client, path, **parameters):
    answer = client.get(path, parameters)
    assert answer.status_code == 200
    return list(answer.context["cl"].result_list)


def errors(answer):
    assert answer.status_code == 200
    return answer.context["adminform"].form.errors
