"""The terms of migration in the languages of the exchange, and how they hang together."""
