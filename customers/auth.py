"""Who may sign in, and how allauth asks: its backend and adapter in our rules."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.stagekit import clear_login
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from .actions.passwords import use_up_password
from .actions.users import refuse_taken_sign_in, set_password
from .errors import Refused
from .models import User
from .tasks import mail_email_changed, mail_email_confirmation, mail_password_changed, mail_password_reset

PASSWORD_LENGTH = 128


class MaximumLengthValidator:
    """Refuses passwords over 128 characters: hashing without a limit is a way to keep the server busy."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) > PASSWORD_LENGTH:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        return f"Use {PASSWORD_LENGTH} characters at most."


class TenantBackend(AuthenticationBackend):
    """Lets in whoever is active, in an active organization of an active reseller. Asked again at every request."""

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> Any:
        # allauth's own tries each way in turn, a hash a try, which tells known addresses from unknown ones by the
        # time it takes; and it takes an address that was asked for and never confirmed.
        login = (credentials.get("email") or credentials.get("username") or "").lower()
        users = User.objects.select_related("organization__tenant")
        user = users.filter(Q(email=login) | Q(username=login)).first()
        return self._check_password(user, credentials["password"])

    def user_can_authenticate(self, user: Any) -> bool:
        if not user.is_active or user.deleted_at:
            return False
        return user.organization is None or user.organization.lets_people_in

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("organization__tenant").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):
    """allauth's questions to us."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The email, username or password is wrong.",
        "username_password_mismatch": "The email, username or password is wrong.",
        "too_many_login_attempts": "Too many attempts. Wait five minutes, or ask for a new password.",
        "incorrect_password": "This is not your current password.",
        "enter_current_password": "This is not your current password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        # This host only; allauth's own parsing raises on `http://[`.
        return url_has_allowed_host_and_scheme(url, allowed_hosts={self.request.get_host()})

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        # allauth looks at the user alone; the organization and its reseller have a say too.
        if not TenantBackend().user_can_authenticate(user):
            clear_login(request)
            return self.respond_user_inactive(request, user)
        if response := super().pre_login(request, user, **kwargs):
            return response
        if not use_up_password(user, by=user):
            clear_login(request)
            return render(request, "account/password_expired.html", status=403)
        return None

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # With the address in the key a stranger who guesses passwords locks out only himself.
        login = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{login}:{self.get_client_ip(request)}"

    def set_password(self, user: Any, password: str) -> None:
        set_password(user, password=password, by=user)

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        # Somebody may have got a sign-in with this address since the link was mailed.
        try:
            refuse_taken_sign_in(email_address.email, besides=email_address.user_id)
        except Refused as refusal:
            self.add_message(request, messages.ERROR, message=refusal.message)
            return False
        return super().confirm_email(request, email_address)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("customers:profile")

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        # Signing in and out need no toast: the next page says it. Everything else is told.
        if level != messages.SUCCESS or "logged" not in str(args[:1]):
            super().add_message(request, level, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail by what it is about; what we have no words for is not sent."""
        user = context.get("user")
        match template_prefix.rpartition("/")[2]:
            case "password_reset_key":
                mail_password_reset.enqueue(user.pk)  # type: ignore[union-attr]
            case "password_changed" | "password_reset" | "password_set":
                mail_password_changed.enqueue(self._reader(email).pk)
            case "email_changed":
                mail_email_changed.enqueue(self._reader(context["to_email"]).pk, email)

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        mail_email_confirmation.enqueue(emailconfirmation.email_address.pk)

    @staticmethod
    def _reader(email: str) -> User:
        return User.objects.get(email=email.lower())
