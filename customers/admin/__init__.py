"""Django admin for staff: forms check, actions write, nothing is removed."""

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group

from . import activity, organizations, users

# Rows that packages would let staff edit behind the actions' back.
for model in (EmailAddress, Group, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)

__all__ = ["activity", "organizations", "users"]
