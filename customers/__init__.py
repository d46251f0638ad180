"""Who exists: users, organizations, what each may reach, and who did what."""
