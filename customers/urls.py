"""The addresses of this app."""

from django.urls import URLPattern, path

from . import invitations, people, token_places
from .views import (
    account,
    accounts,
    activity,
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
    settings,
    status,
    tags,
    tokens,
    users,
)

app_name = "customers"


def people_paths(under: str, place: people.Place) -> list[URLPattern]:
    """Adding somebody, and each change of one person, under the address of their list."""
    given = {"place": place}
    return [
        path(f"{under}new/", users.new_user, given, name=place.adding),
        *(
            path(
                f"{under}<int:user_pk>/{noun}/",
                users.change_user,
                {**given, "noun": noun},
                name=f"{place.changing}_{noun}",
            )
            for noun in people.BY_NOUN
        ),
    ]


def token_paths(under: str, place: people.Place) -> list[URLPattern]:
    """Making a token and revoking one, under the address of their list."""
    given = {"place": place}
    return [
        path(f"{under}new/", tokens.new_token, given, name=place.adding),
        path(f"{under}<int:token_pk>/revocation/", tokens.revoke, given, name=f"{place.changing}_revocation"),
    ]


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
    path("customers/<int:pk>/subscription/", billing.subscription, name="subscription"),
    path("customers/<int:pk>/users/", detail.users, name="users"),
    path("customers/<int:pk>/users/<int:user_pk>/password/", passwords.user_password, name="user_password"),
    path("customers/<int:pk>/tokens/", tokens.tokens, name="tokens"),
    *token_paths("customers/<int:pk>/tokens/", token_places.CUSTOMER),
    path("customers/<int:pk>/activity/", detail.activity, name="activity"),
    *people_paths("customers/<int:pk>/users/", people.CUSTOMER),
    path("settings/", settings.settings, name="settings"),
    path("settings/team/", settings.team, name="team"),
    *people_paths("settings/team/", people.TEAM),
    path("settings/tokens/", settings.tokens, name="settings_tokens"),
    *token_paths("settings/tokens/", token_places.SETTINGS),
    path("activity/", activity.activity, name="all_activity"),
    path("activity.csv", activity.activity_file, name="activity_file"),
    path("console/activity/", activity.console_activity, name="console_activity"),
    path("console/activity.csv", activity.console_activity_file, name="console_activity_file"),
    path("console/users/", console.users, name="console_users"),
    *people_paths("console/users/", people.CONSOLE),
    path("console/tokens/", tokens.console_tokens, name="console_tokens"),
    *token_paths("console/tokens/", token_places.CONSOLE),
    path("profile/", accounts.profile, name="profile"),
    path("profile/devices/", accounts.devices, name="devices"),
    path("profile/confirmation/", accounts.confirmation, name="confirmation"),
    path("join/<str:token>/", join.join, name="join"),
    path("welcome/<str:token>/", accounts.welcome, name="welcome"),
]
