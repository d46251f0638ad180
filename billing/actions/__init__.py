"""Writes about usage, transcriptions and missions."""
