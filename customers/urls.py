"""The addresses of this app."""

from django.urls import path

from .views import accounts, console, customers

app_name = "customers"
urlpatterns = [
    path("customers/", customers.customer_list, name="list"),
    path("console/", console.console, name="console"),
    path("profile/", accounts.profile, name="profile"),
    path("welcome/<str:token>/", accounts.welcome, name="welcome"),
]
