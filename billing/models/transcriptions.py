"""Transcriptions: work that the product does for a customer, from its start to what it cost."""

from django.db import models
from django.db.models import Q

from credits.models.columns import LARGEST_AMOUNT, whole

from .tenants import UsageQuerySet

NAME_LENGTH, REFERENCE_LENGTH, FAILURE_LENGTH = 200, 64, 500


class Status(models.TextChoices):
    QUEUED = "queued", "Queued"
    PROCESSING = "processing", "Processing"
    COMPLETED = "completed", "Completed"
    FAILED = "failed", "Failed"


RUNNING = (Status.QUEUED, Status.PROCESSING)


class TranscriptionQuerySet(UsageQuerySet):
    def running(self) -> "TranscriptionQuerySet":
        return self.filter(status__in=RUNNING)


class Transcription(models.Model):
    """One recording that is turned into text. Credits are held while it runs; what it took is charged at its end."""

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, db_index=False, related_name="+")
    organization = models.ForeignKey(
        "customers.Organization", models.PROTECT, db_index=False, related_name="transcriptions"
    )
    reference = models.CharField(
        max_length=REFERENCE_LENGTH, null=True, help_text="The product's own ID of it, unique in the organization."
    )
    name = models.CharField(max_length=NAME_LENGTH)
    language = models.CharField(max_length=35, blank=True, help_text="BCP 47.")
    model = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    expected_seconds = models.BigIntegerField(default=0, help_text="What credits are held for.")
    seconds = models.BigIntegerField(null=True, help_text="The recording's length, once it is known.")
    failure = models.CharField(max_length=FAILURE_LENGTH, blank=True, help_text="Why it failed.")
    token = models.ForeignKey("customers.ApiToken", models.PROTECT, null=True, db_index=False, related_name="+")
    start = models.OneToOneField(
        "credits.LedgerRequest", models.PROTECT, null=True, related_name="+",
        help_text="What asked for it, and held credits where it costs any: a repeat of its key finds it.",
    )  # fmt: skip
    reservation = models.OneToOneField("credits.Reservation", models.PROTECT, null=True, related_name="+")
    request = models.ForeignKey(
        "credits.LedgerRequest", models.PROTECT, null=True, db_index=False, related_name="+", help_text="What paid it."
    )
    charge = models.BigIntegerField(default=0, help_text="Hundredths of a credit.")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = TranscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="transcription_reference_once", fields=["organization", "reference"]),
            models.CheckConstraint(name="transcription_status_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="transcription_ends_once",
                condition=Q(status__in=RUNNING, finished_at=None) | (~Q(status__in=RUNNING) & ~Q(finished_at=None)),
            ),
            models.CheckConstraint(name="transcription_says_why", condition=Q(failure="") | Q(status=Status.FAILED)),
            models.CheckConstraint(name="transcription_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="transcription_in_range",
                condition=Q(charge__gte=0, expected_seconds__gte=0, expected_seconds__lte=LARGEST_AMOUNT)
                & (Q(seconds=None) | Q(seconds__gte=0, seconds__lte=LARGEST_AMOUNT)),
            ),
            *whole("transcription", "charge", "expected_seconds"),
        ]
        indexes = [
            models.Index(name="transcription_newest", fields=["organization", "id"]),
            models.Index(name="transcription_of_tenant", fields=["tenant", "id"]),
            models.Index(name="transcription_running", fields=["organization", "id"], condition=Q(status__in=RUNNING)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        return self.status in RUNNING


class StepQuerySet(UsageQuerySet):
    organization = "transcription__organization"


class TranscriptionStep(models.Model):
    """Something that happened to a transcription, as the product or its status named it, and when."""

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, db_index=False, related_name="+")
    transcription = models.ForeignKey(Transcription, models.PROTECT, related_name="steps")
    name = models.CharField(max_length=100)
    at = models.DateTimeField()

    objects = StepQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="transcription_step_has_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.name
