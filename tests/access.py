"""Who gets what at which address. A route without a row fails the sweep, and so does a row without a route."""

from dataclasses import dataclass, field

TEAM = ("owner", "support", "finance", "read_only")
CHANGERS = ("owner", "support")
MOVERS = ("owner", "finance")
ADMINISTRATORS = ("administrator", "customer")
CUSTOMERS = ("administrator", "member", "customer", "contributor")
CHANGES = ("invitation", "level", "ownership", "deactivation", "reactivation", "removal")  # of one person
ROLES = ("visitor", "staff", *TEAM, *CUSTOMERS)


@dataclass(frozen=True)
class Row:
    """The verdict a role: allow, login, 403, 404 or another status; what the view declares; what kind of route it is.

    `package` marks addresses of packages, which keep their own methods.
    """

    verdicts: dict[str, str]
    methods: tuple[str, ...] = ("GET", "HEAD")
    tags: frozenset[str] = field(default_factory=frozenset)
    package: bool = False
    writers: tuple[str, ...] = ROLES  # of those let in, who may also POST; the others get 403


def row(
    allow: tuple[str, ...], *, otherwise: str = "403", visitor: str = "login", post: bool = False, tags: str = "",
    package: bool = False, methods: tuple[str, ...] = ("GET", "HEAD"), writers: tuple[str, ...] = ROLES,
) -> Row:  # fmt: skip
    verdicts = {role: "allow" if role in allow else otherwise for role in ROLES}
    verdicts["visitor"] = "allow" if "visitor" in allow else visitor
    return Row(verdicts, (*methods, "POST") if post else methods, frozenset(tags.split()), package, writers)


SIGNED_IN = tuple(role for role in ROLES if role != "visitor")

ACCESS: dict[str, Row] = {
    "portal:home": row(SIGNED_IN),
    "portal:dashboard": row(TEAM),
    "portal:theme": row(ROLES, methods=("POST",), tags="public"),
    "portal:livez": row(ROLES, tags="public"),
    "portal:readyz": row(ROLES, tags="public"),
    "portal:styleguide": row(ROLES, tags="public specimen"),
    "portal:mails": row(ROLES, tags="public specimen"),
    "portal:mail_html": row(ROLES, tags="public specimen"),
    "portal:mail_text": row(ROLES, tags="public specimen"),
    "portal:export": row(TEAM),
    "portal:export_csv": row(TEAM, tags="export"),
    "portal:deletion": row(("owner",), post=True),
    "customers:list": row(TEAM),
    "customers:new": row(CHANGERS, post=True),
    "customers:create": row(CHANGERS, post=True),
    "customers:edit": row(CHANGERS, post=True),
    "customers:owner_password": row(CHANGERS, post=True),
    "customers:user_password": row(CHANGERS, post=True),
    "customers:invite": row(CHANGERS, post=True),
    "customers:invite_renewal": row(CHANGERS, post=True),
    "customers:invite_revocation": row(CHANGERS, post=True),
    "customers:columns": row(TEAM, post=True),
    "customers:tags": row(TEAM),
    "customers:new_tag": row(CHANGERS, post=True),
    "customers:tag": row(CHANGERS, post=True),
    "customers:tag_deletion": row(CHANGERS, post=True),
    "customers:customer_tags": row(CHANGERS, post=True),
    "customers:new_note": row(CHANGERS, post=True),
    "customers:note": row(CHANGERS, post=True),
    "customers:note_deletion": row(CHANGERS, post=True),
    "customers:suspension": row(CHANGERS, post=True),
    "customers:calling_off": row(CHANGERS, post=True),
    "customers:enabling": row(CHANGERS, post=True),
    "customers:hold": row(CHANGERS, post=True),
    "customers:release": row(CHANGERS, post=True),
    "customers:actions": row(TEAM),
    "customers:detail": row(TEAM, post=True, writers=CHANGERS),
    "customers:subscription": row(TEAM),
    "customers:tokens": row(TEAM),
    "customers:new_token": row(CHANGERS, post=True),
    "customers:token_revocation": row(CHANGERS, post=True),
    "customers:users": row(TEAM),
    "customers:activity": row(TEAM),
    "customers:new_user": row(CHANGERS, post=True),
    **{f"customers:user_{noun}": row(CHANGERS, post=True) for noun in CHANGES},
    "credits:pool": row(TEAM),
    "credits:pool_file": row(TEAM, tags="export"),
    "credits:history_file": row(TEAM, tags="export"),
    "credits:pool_statement": row(TEAM),
    "credits:customer_statement": row(TEAM),
    "credits:ask": row(MOVERS, post=True),
    "credits:pool_left": row(TEAM),
    "credits:meters": row(TEAM),
    "credits:history": row(TEAM),
    "credits:thresholds": row(MOVERS, post=True),
    "credits:console": row(("administrator", "customer")),
    "credits:console_statement": row(("administrator", "customer")),
    "credits:console_file": row(("administrator", "customer"), tags="export"),
    "credits:recharge": row(MOVERS, post=True, tags="money"),
    "credits:set": row(MOVERS, post=True, tags="money"),
    "credits:return": row(MOVERS, post=True, tags="money"),
    "credits:balance": row(MOVERS, post=True, tags="money"),
    "credits:undo": row(MOVERS, post=True, tags="money"),
    "billing:usage": row(TEAM),
    "billing:usage_file": row(TEAM, tags="export"),
    "billing:usage_days_file": row(TEAM, tags="export"),
    "billing:customer_usage": row(TEAM),
    "billing:customer_usage_file": row(TEAM, tags="export"),
    "billing:console_usage": row(CUSTOMERS),
    "billing:console_usage_file": row(CUSTOMERS, tags="export"),
    "customers:settings": row(TEAM, post=True, writers=("owner",)),
    "customers:team": row(TEAM),
    "customers:new_teammate": row(("owner",), post=True),
    **{f"customers:teammate_{noun}": row(("owner",), post=True) for noun in CHANGES},
    "customers:settings_tokens": row(TEAM),
    "customers:new_settings_token": row(("owner",), post=True),
    "customers:settings_token_revocation": row(("owner",), post=True),
    "customers:all_activity": row(TEAM),
    "customers:activity_file": row(TEAM, tags="export"),
    "customers:console_activity": row(ADMINISTRATORS),
    "customers:console_activity_file": row(ADMINISTRATORS, tags="export"),
    "customers:devices": row(SIGNED_IN, post=True, tags="auth"),
    "customers:console_users": row(ADMINISTRATORS),
    "customers:new_colleague": row(ADMINISTRATORS, post=True),
    # `home`: the id is of one organization's own people, and nothing to a sister organization of the same tenant.
    **{f"customers:colleague_{noun}": row(ADMINISTRATORS, post=True, tags="home") for noun in CHANGES},
    "customers:console_tokens": row(ADMINISTRATORS),
    "customers:new_console_token": row(ADMINISTRATORS, post=True),
    "customers:console_token_revocation": row(ADMINISTRATORS, post=True, tags="home"),
    "customers:profile": row(SIGNED_IN, post=True, tags="auth"),
    "customers:confirmation": row(SIGNED_IN, post=True),
    # The mailed link is the key to this page: whoever holds it may use it. Hence `token`.
    "customers:welcome": row(ROLES, post=True, tags="auth public token"),
    "customers:join": row(ROLES, post=True, tags="auth public token"),
    "billing:console": row(CUSTOMERS),
    "billing:transcriptions": row(TEAM),
    "billing:transcription": row(TEAM),
    "billing:console_transcriptions": row(CUSTOMERS),
    "billing:console_transcription": row(CUSTOMERS, tags="home"),
    # --- The API's page and document; its operations have a table of their own in tests/api/access.py ---
    "api:openapi-view": row(SIGNED_IN, package=True),
    "api:openapi-json": row(SIGNED_IN, package=True, visitor="401"),
    # --- allauth ---
    "admin_password": row(SIGNED_IN, package=True, tags="admin"),
    "admin:password_change": row(SIGNED_IN, package=True, tags="admin"),
    "account_email": row(SIGNED_IN, package=True, tags="auth"),
    "account_login": row(ROLES, package=True, tags="auth public"),
    "account_logout": row(SIGNED_IN, package=True, tags="auth public leaves"),
    "account_inactive": row(ROLES, package=True, tags="auth public"),
    "account_signup": row(ROLES, package=True, tags="auth public"),
    "account_reauthenticate": row(SIGNED_IN, package=True, tags="auth"),
    "account_email_verification_sent": row(ROLES, package=True, tags="auth public"),
    "account_change_password": row(SIGNED_IN, package=True, tags="auth"),
    "account_set_password": row(SIGNED_IN, package=True, tags="auth"),
    "account_reset_password": row(ROLES, package=True, tags="auth public"),
    "account_reset_password_done": row(ROLES, package=True, tags="auth public"),
    "account_reset_password_from_key": row(ROLES, package=True, tags="auth public token"),
    "account_reset_password_from_key_done": row(ROLES, package=True, tags="auth public"),
    "account_confirm_email": row(ROLES, package=True, tags="auth public token"),
    "account_confirm_login_code": row(SIGNED_IN, package=True, tags="auth public"),
    # --- Django admin: staff only; the stock answer to everybody else is the sign-in page ---
    "admin:login": row(("staff",), package=True, tags="admin"),
    "admin:logout": row(SIGNED_IN, package=True, tags="admin"),
    "admin:*": row(("staff",), otherwise="login", package=True, tags="admin"),
}
