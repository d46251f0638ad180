"""The addresses of this app."""

from django.urls import URLPattern, path

from .views import usage

app_name = "billing"

urlpatterns: list[URLPattern] = [
    path("usage/", usage.usage, name="usage"),
    path("usage.csv", usage.usage_file, name="usage_file"),
    path("usage-by-day.csv", usage.usage_days_file, name="usage_days_file"),
    path("customers/<int:pk>/usage/", usage.customer_usage, name="customer_usage"),
    path("customers/<int:pk>/usage.csv", usage.customer_file, name="customer_usage_file"),
    path("console/usage/", usage.console_usage, name="console_usage"),
    path("console/usage.csv", usage.console_file, name="console_usage_file"),
]
