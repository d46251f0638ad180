"""What lies in the queue, where staff can read it: numbers and addresses, never a link or a password."""

import inspect
from types import ModuleType

import pytest
from django.contrib import admin
from django.db import models
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from customers import tasks

PLAIN = {"user_id", "address_id", "old_email", "organization_id", "days", "invite_id"}


def arguments(module: ModuleType) -> set[str]:
    """The names of what the tasks of a module are queued with."""
    found = [task for task in vars(module).values() if isinstance(task, Task)]
    return {name for task in found for name in inspect.signature(task.func).parameters}


def test_a_mail_is_queued_with_ids_and_addresses_only():
    assert arguments(tasks) == PLAIN


@pytest.mark.parametrize("ask", ["has_add_permission", "has_change_permission", "has_delete_permission"])
def test_staff_read_the_queue_and_change_nothing(rf, ask):
    shown = admin.site._registry[DBTaskResult]
    assert not getattr(shown, ask)(rf.get("/admin/"), models.Model)
