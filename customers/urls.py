"""The addresses of this app."""

from django.urls import URLPattern, path

from . import people
from .views import accounts, activity, console, customers, detail, new, settings, status, users

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


urlpatterns = [
    path("customers/", customers.customer_list, name="list"),
    path("customers/new/", new.new_customer, name="new"),
    path("customers/<int:pk>/suspension/", status.change_status, {"change": status.DISABLING}, name="suspension"),
    path("customers/<int:pk>/enabling/", status.change_status, {"change": status.ENABLING}, name="enabling"),
    path("customers/<int:pk>/actions/", customers.actions, name="actions"),
    path("customers/<int:pk>/", detail.detail, name="detail"),
    *(path(f"customers/<int:pk>/{tab}/", detail.promised, {"tab": tab}, name=tab) for tab in detail.PROMISED),
    path("customers/<int:pk>/users/", detail.users, name="users"),
    path("customers/<int:pk>/activity/", detail.activity, name="activity"),
    *people_paths("customers/<int:pk>/users/", people.CUSTOMER),
    path("settings/", settings.settings, name="settings"),
    path("settings/team/", settings.team, name="team"),
    *people_paths("settings/team/", people.TEAM),
    path("activity/", activity.activity, name="all_activity"),
    path("activity.csv", activity.activity_file, name="activity_file"),
    path("console/activity/", activity.console_activity, name="console_activity"),
    path("console/activity.csv", activity.console_activity_file, name="console_activity_file"),
    path("console/", console.console, name="console"),
    path("console/users/", console.users, name="console_users"),
    *people_paths("console/users/", people.CONSOLE),
    path("profile/", accounts.profile, name="profile"),
    path("welcome/<str:token>/", accounts.welcome, name="welcome"),
]
