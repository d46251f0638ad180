"""What staff set for metering, in the admin."""
