"""What a meeting talks about, and who could present it."""
