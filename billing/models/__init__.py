"""What is metered, what was used, and the steps to a first success."""

from .metrics import Metric
from .missions import Mission
from .transcriptions import Transcription, TranscriptionStep
from .usage import LatestUse, RecentHours, TenantUsage, UsageDay, UsageEvent, UsageTotal

__all__ = [
    "LatestUse",
    "Metric",
    "Mission",
    "RecentHours",
    "TenantUsage",
    "Transcription",
    "TranscriptionStep",
    "UsageDay",
    "UsageEvent",
    "UsageTotal",
]
