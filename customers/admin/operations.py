"""Buttons on an object's page in the admin: each an operation with a page of its own that says what will happen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from ..errors import Refused
from ..models import User


@dataclass(frozen=True)
class Operation:
    """`run(subject, by=staff)` is an action; `offered(subject)` says whether the button stands on this object's page.

    With a `form` its cleaned data are handed to the action too, and its errors stay beside its fields.
    """

    slug: str
    label: str
    consequence: str
    done: str
    run: Callable[..., object]
    offered: Callable[[Any], bool]
    form: Callable[..., forms.Form] = forms.Form


def staff(request: HttpRequest) -> User:
    """Who works in the admin."""
    assert isinstance(request.user, User)  # noqa: S101  the admin lets nobody else in
    return request.user


class ActionAdmin(admin.ModelAdmin):
    """An admin that writes through actions, offers operations and removes nothing."""

    operations: Sequence[Operation] = ()
    change_form_template = "admin/operations_change_form.html"
    show_full_result_count = False
    list_per_page = 50

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        own = [
            path(f"<int:pk>/{operation.slug}/", wrap(self._view(operation)), name=self._url_name(operation))
            for operation in self.operations
        ]
        return own + super().get_urls()

    def _url_name(self, operation: Operation) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{operation.slug}"

    def _view(self, operation: Operation) -> Callable[..., HttpResponse]:
        @require_http_methods(["GET", "HEAD", "POST"])
        def view(request: HttpRequest, pk: int) -> HttpResponse:
            subject = get_object_or_404(self.get_queryset(request), pk=pk)
            page = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[pk])
            form = operation.form(request.POST if request.method == "POST" else None)
            if form.is_valid() and self._done(request, operation, subject, form):
                return redirect(page)
            context = {
                "form": form,
                **self.admin_site.each_context(request),
                "title": operation.label,
                "operation": operation,
                "subject": subject,
                "opts": self.opts,
                "page": page,
            }
            return render(request, "admin/operation.html", context, status=422 if form.errors else 200)

        return view

    @staticmethod
    def _done(request: HttpRequest, operation: Operation, subject: Any, form: forms.Form) -> bool:
        """Do it and say so; a refusal goes beside the field that it is about, or back to the object's page."""
        try:
            operation.run(subject, **form.cleaned_data, by=staff(request))
            messages.success(request, operation.done.format(subject))
        except Refused as refusal:
            if not form.fields:
                messages.error(request, refusal.message)
                return True
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            return False
        return True

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refused as refusal:
            # The form was in order when it was checked; somebody else was quicker than the action.
            messages.error(request, refusal.message)
            return redirect(request.path)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        subject = kwargs.get("obj")
        offered = [o for o in self.operations if subject is not None and o.offered(subject)]
        context["operations"] = [
            {"label": o.label, "url": reverse(f"admin:{self._url_name(o)}", args=[subject.pk])}  # type: ignore[union-attr]
            for o in offered
        ]
        return super().render_change_form(request, context, *args, **kwargs)
