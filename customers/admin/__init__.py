"""Django admin for staff: forms check, actions write, nothing is removed."""

# The packages' admins are imported first, so that theirs are registered by the time they are taken off again.
import allauth.account.admin
import allauth.usersessions.admin  # noqa: F401
import django.contrib.auth.admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group

from . import activity, organizations, tokens, users

# Rows that packages would let staff edit behind the actions' back.
for model in (EmailAddress, Group, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)

__all__ = ["activity", "organizations", "tokens", "users"]
