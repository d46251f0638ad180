"""Missions: the steps that lead a new customer to a first success. Rows of the platform; staff edit their texts."""

from django.db import models
from django.db.models import Q


class Event(models.TextChoices):
    """What ticks a mission off: something that really happened."""

    FIRST_TRANSCRIPTION = "first_transcription", "The first transcription"
    FIRST_TOKEN = "first_token", "The first API token"
    FIRST_TEAMMATE = "first_teammate", "The first teammate who came in"


class Mission(models.Model):
    """A step, in words that staff chose; without a row the texts are those of billing.missions."""

    event = models.CharField(max_length=20, choices=Event, unique=True)
    title = models.CharField(max_length=80)
    text = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="The smallest comes first.")
    shown = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(name="mission_event_known", condition=Q(event__in=Event.values)),
            models.CheckConstraint(name="mission_has_title", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return self.title
