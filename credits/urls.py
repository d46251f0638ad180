"""The addresses of this app."""

from django.urls import path

from .views import asking, history, live, movements, statements, thresholds

app_name = "credits"
urlpatterns = [
    path("credits/", history.pool, name="pool"),
    path("credits/statement/<int:year>-<int:month>/", statements.pool_statement, name="pool_statement"),
    path("credits/movements.csv", history.pool_file, name="pool_file"),
    path("credits/request/", asking.ask, name="ask"),
    path("credits/left/", live.pool_left, name="pool_left"),
    path("credits/meters/", live.meters, name="meters"),
    path("credits/alerts/", thresholds.set_alerts, name="thresholds"),
    path("console/credits/", history.console_history, name="console"),
    path("console/credits/statement/<int:year>-<int:month>/", statements.console_statement, name="console_statement"),
    path("console/credits.csv", history.console_file, name="console_file"),
    path("customers/<int:pk>/recharge/", movements.move_credits, {"movement": movements.RECHARGE}, name="recharge"),
    path("customers/<int:pk>/set-credits/", movements.move_credits, {"movement": movements.SET}, name="set"),
    path("customers/<int:pk>/return-credits/", movements.move_credits, {"movement": movements.RETURN}, name="return"),
    path("customers/<int:pk>/balance/", movements.manage_balance, name="balance"),
    path("customers/<int:pk>/credits/", history.customer_history, name="history"),
    path(
        "customers/<int:pk>/credits/statement/<int:year>-<int:month>/",
        statements.customer_statement,
        name="customer_statement",
    ),
    path("customers/<int:pk>/credits.csv", history.customer_file, name="history_file"),
    path("customers/<int:pk>/credits/<int:request_pk>/undo/", movements.undo, name="undo"),
]
