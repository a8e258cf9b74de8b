"""Search by words: what a query looks for, and what each word scores."""
