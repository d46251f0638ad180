"""What programs do with credits and money over HTTP."""
