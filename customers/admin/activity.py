"""Activity in the admin: to read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from ..models import Activity, ActivityDetail


class ReadOnly:
    """Nothing is added, changed or removed."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DetailInline(ReadOnly, admin.StackedInline):
    model = ActivityDetail
    fk_name = "activity"
    fields = ("address", "before", "after")


@admin.register(Activity)
class ActivityAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("at", "verb", "subject_id", "organization", "actor", "api_token", "fields")
    list_select_related = ("organization", "actor", "api_token")
    list_filter = ("verb",)
    search_fields = ("=subject_id", "=organization__id", "=actor__id")
    ordering = ("-id",)
    show_full_result_count = False
    inlines = (DetailInline,)
