"""The page on which drafts are looked through beside their document."""
