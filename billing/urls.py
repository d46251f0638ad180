"""The addresses of this app."""

from django.urls import path

from .views import console, transcriptions

app_name = "billing"
urlpatterns = [
    path("customers/<int:pk>/transcriptions/", transcriptions.customer_transcriptions, name="transcriptions"),
    path(
        "customers/<int:pk>/transcriptions/<int:transcription_pk>/",
        transcriptions.customer_transcription,
        name="transcription",
    ),
    path("console/", console.console, name="console"),
    path("console/transcriptions/", transcriptions.console_transcriptions, name="console_transcriptions"),
    path(
        "console/transcriptions/<int:transcription_pk>/",
        transcriptions.console_transcription,
        name="console_transcription",
    ),
]
