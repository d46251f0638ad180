"""Every address, by storey."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from . import api
from .views import dashboard, deletion, export, health, home

admin.site.site_header = admin.site.site_title = settings.PORTAL_NAME
admin.site.index_title = "Administration"
admin.site.site_url = None  # staff have no screens of their own outside
# One door: allauth's sign-in, with its limits and, later, its second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

portal = [
    path("", home.home, name="home"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("theme/", home.theme, name="theme"),
    path("customers/export/", export.export, name="export"),
    path("customers/export.csv", export.export_csv, name="export_csv"),
    path("customers/<int:pk>/deletion/", deletion.deletion, name="deletion"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]
if settings.DEVELOPMENT:
    from .views import mails
    from .views.styleguide import styleguide

    portal += [
        path("styleguide/", styleguide, name="styleguide"),
        path("mails/", mails.mails, name="mails"),
        path("mails/<slug:name>/html/", mails.mail_html, name="mail_html"),
        path("mails/<slug:name>/text/", mails.mail_text, name="mail_text"),
    ]

urlpatterns = [
    path("", include((portal, "portal"))),
    api.urls,
    path("", include("customers.urls")),
    path("", include("credits.urls")),
    path("", include("billing.urls")),
    # The address is changed on the profile, with the password; allauth's own page for it is not used.
    path("accounts/email/", RedirectView.as_view(pattern_name="customers:profile"), name="account_email"),
    path("accounts/", include("allauth.account.urls")),
    # One page for a new password, with its limits, its mail and its row; the admin's own has none of them.
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password"), name="admin_password"),
    path("admin/", admin.site.urls),
]

handler400 = "reseller_portal.views.errors.bad_request"
handler500 = "reseller_portal.views.errors.server_error"
