"""Plans, metering and finance."""
