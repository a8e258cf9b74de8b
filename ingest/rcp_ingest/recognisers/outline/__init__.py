"""What headings and labels speak of, and which passage stands under which."""
