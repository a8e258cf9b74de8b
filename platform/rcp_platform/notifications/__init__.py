"""Mail: what the platform writes to people, how it leaves, and what each of them wants."""
