"""The addresses of this app."""

from django.urls import path

from . import invitations, people
from .views import (
    account,
    accounts,
    billing,
    columns,
    console,
    customers,
    detail,
    invites,
    join,
    new,
    notes,
    passwords,
    status,
    tags,
    users,
)

app_name = "customers"
urlpatterns = [
    path("customers/", customers.customer_list, name="list"),
    path("customers/new/", new.new_customer, name="new"),
    path("customers/create/", account.create, name="create"),
    path("customers/<int:pk>/edit/", account.edit, name="edit"),
    path("customers/<int:pk>/password/", passwords.owner_password, name="owner_password"),
    path("customers/<int:pk>/suspension/", status.suspension, name="suspension"),
    path(
        "customers/<int:pk>/suspension/end/", status.change_status, {"change": status.CALLING_OFF}, name="calling_off"
    ),
    path("customers/invite/", invites.invite, name="invite"),
    *(
        path(f"customers/invite/<int:invite_pk>/{noun}/", invites.change_invite, {"noun": noun}, name=f"invite_{noun}")
        for noun in invitations.BY_NOUN
    ),
    path("customers/columns/", columns.choose, name="columns"),
    path("customers/tags/", tags.tags, name="tags"),
    path("customers/tags/new/", tags.new_tag, name="new_tag"),
    path("customers/tags/<int:tag_pk>/", tags.tag, name="tag"),
    path("customers/tags/<int:tag_pk>/deletion/", tags.tag_deletion, name="tag_deletion"),
    path("customers/<int:pk>/tags/", tags.customer_tags, name="customer_tags"),
    path("customers/<int:pk>/notes/new/", notes.new_note, name="new_note"),
    path("customers/<int:pk>/notes/<int:note_pk>/", notes.note, name="note"),
    path("customers/<int:pk>/notes/<int:note_pk>/deletion/", notes.note_deletion, name="note_deletion"),
    path("customers/<int:pk>/enabling/", status.change_status, {"change": status.ENABLING}, name="enabling"),
    path("customers/<int:pk>/hold/", status.hold, name="hold"),
    path("customers/<int:pk>/hold/end/", status.change_status, {"change": status.RELEASING}, name="release"),
    path("customers/<int:pk>/actions/", customers.actions, name="actions"),
    path("customers/<int:pk>/", detail.detail, name="detail"),
    *(path(f"customers/<int:pk>/{tab}/", detail.promised, {"tab": tab}, name=tab) for tab in detail.PROMISED),
    path("customers/<int:pk>/subscription/", billing.subscription, name="subscription"),
    path("customers/<int:pk>/users/", detail.users, name="users"),
    path("customers/<int:pk>/users/<int:user_pk>/password/", passwords.user_password, name="user_password"),
    path("customers/<int:pk>/activity/", detail.activity, name="activity"),
    path("customers/<int:pk>/users/new/", users.new_user, name="new_user"),
    *(
        path(f"customers/<int:pk>/users/<int:user_pk>/{noun}/", users.change_user, {"noun": noun}, name=f"user_{noun}")
        for noun in people.BY_NOUN
    ),
    path("console/", console.console, name="console"),
    path("profile/", accounts.profile, name="profile"),
    path("profile/devices/", accounts.devices, name="devices"),
    path("profile/confirmation/", accounts.confirmation, name="confirmation"),
    path("join/<str:token>/", join.join, name="join"),
    path("welcome/<str:token>/", accounts.welcome, name="welcome"),
]
