"""What happens around every request, one concern a file, in the order of settings.MIDDLEWARE."""
