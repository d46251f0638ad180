"""What programs do with customers and their people over HTTP, and what every operation of the API stands on."""
