"""How an RCP deals with observers: its settings and its rules of engagement."""
