"""One module for each kind of document.

Each has ``likeness(document)``, how much a document looks like one, from 0 to 1, and
``read(document, context)``, what it tells. :mod:`rcp_ingest.recognising` chooses.
"""
