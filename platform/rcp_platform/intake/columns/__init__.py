"""The columns of spreadsheets, as a Process reads them."""
