"""PDF files: text in reading order, tables, scanned pages."""
