"""The platform's side in the admin: issuing and withdrawing credits, and the books to read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from customers.admin.operations import ActionAdmin, Operation
from customers.admin.organizations import OrganizationAdmin
from customers.models import Organization, User
from customers.models.organizations import ROOTS

from . import wording
from .actions.asking import grant_request, refuse_request
from .actions.issuing import issue_credits, withdraw_credits
from .forms import AnswerForm, IssueForm
from .models import Account, AskingState, CreditAsking, LedgerRequest, Transfer


def _with_text_key(action: Any) -> Any:
    def run(root: Organization, *, key: Any, by: User, **given: Any) -> LedgerRequest:
        return action(root, key=str(key), by=by, **given)

    return run


def _may_hold(organization: Organization) -> bool:
    return organization.kind in ROOTS and organization.deleted_at is None


OrganizationAdmin.operations += (
    Operation(
        "issuing", "Issue credits", "credits are added to its pool, or to a direct customer's available credits.",
        "{} got the credits.", _with_text_key(issue_credits), _may_hold, IssueForm,
    ),
    Operation(
        "withdrawal", "Withdraw credits", "credits that nobody was given yet are taken back.",
        "{} gave the credits back.", _with_text_key(withdraw_credits), _may_hold, IssueForm,
    ),
)  # fmt: skip


class ReadOnlyAdmin(admin.ModelAdmin):
    """The books are read here and written by actions only."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _is_open(asking: CreditAsking) -> bool:
    return asking.state == AskingState.OPEN


@admin.register(CreditAsking)
class CreditAskingAdmin(ActionAdmin):
    """What resellers asked for, the open ones first to answer."""

    list_display = ("id", "tenant", "asked_for", "note", "asked_by", "asked_at", "state", "answered_by")
    list_filter = ("state",)
    list_select_related = ("tenant", "asked_by", "answered_by")
    ordering = ("-id",)
    readonly_fields = (
        "tenant", "asked_for", "note", "asked_by", "asked_at", "state", "answer", "answered_by", "answered_at"
    )  # fmt: skip
    fields = readonly_fields
    operations = (
        Operation(
            "granting", "Grant", "the credits are issued to its pool.", "{} was granted.",
            grant_request, _is_open, AnswerForm,
        ),
        Operation(
            "refusal", "Refuse", "no credits are issued; say why.", "{} was refused.",
            refuse_request, _is_open, AnswerForm,
        ),
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="credits", ordering="amount")
    def asked_for(self, asking: CreditAsking) -> str:
        return wording.quantity(asking.amount)


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    list_display = ("id", "organization", "kind", "unit", "held", "version")
    list_filter = ("kind", "unit")
    list_select_related = ("organization",)
    search_fields = ("organization__search_text",)
    ordering = ("-id",)

    @admin.display(description="balance", ordering="balance")
    def held(self, account: Account) -> str:
        return wording.quantity(account.balance, account.unit)


@admin.register(Transfer)
class TransferAdmin(ReadOnlyAdmin):
    list_display = ("id", "at", "kind", "moved", "giver", "taker", "actor")
    list_filter = ("kind",)
    list_select_related = ("debit__organization", "credit__organization", "request__actor")
    ordering = ("-id",)

    @admin.display(description="amount", ordering="amount")
    def moved(self, transfer: Transfer) -> str:
        return wording.quantity(transfer.amount, transfer.debit.unit)

    @admin.display(description="from")
    def giver(self, transfer: Transfer) -> str:
        return f"{transfer.debit.organization}, {transfer.debit.get_kind_display().lower()}"

    @admin.display(description="to")
    def taker(self, transfer: Transfer) -> str:
        return f"{transfer.credit.organization}, {transfer.credit.get_kind_display().lower()}"

    @admin.display(description="by")
    def actor(self, transfer: Transfer) -> str:
        return str(transfer.request.actor or "the product")


@admin.register(LedgerRequest)
class LedgerRequestAdmin(ReadOnlyAdmin):
    list_display = ("id", "at", "action", "organization", "outcome", "reason", "actor")
    list_filter = ("outcome", "action")
    list_select_related = ("organization", "actor")
    search_fields = ("key",)
    ordering = ("-id",)
