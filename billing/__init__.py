"""Plans, metering and finance. Nothing here yet."""
