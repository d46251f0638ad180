"""What the scheduler writes down: who is at work, and when each job last ran. Rows of the platform, of no tenant."""

from django.db import models


class Lease(models.Model):
    """The right of one process to do something alone, until it runs out or is given back."""

    name = models.CharField(max_length=40, unique=True)
    holder = models.CharField(max_length=80, help_text="Machine, process and a number of its own.")
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} of {self.holder}"


class TimedJob(models.Model):
    """When a job of the timetable was last begun and ended, and how."""

    name = models.CharField(max_length=60, unique=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, help_text="Empty while it runs, and for ever if it was killed.")
    failed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name
