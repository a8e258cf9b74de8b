"""What a model wants to read before a query and before a passage."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Prefixes:
    """What is put before every query and before every passage."""

    query: str = ""
    passage: str = ""


_REPRESENT = Prefixes(query="Represent this sentence for searching relevant passages: ")
_INSTRUCT = Prefixes(
    query="Instruct: Given a web search query, retrieve relevant passages that answer the query\n"
    "Query: "
)

#: From the cards of models whose files do not say it; the first that fits the name counts.
_BY_FAMILY = (
    (r"e5-.*instruct", _INSTRUCT),
    (r"(^|[-_])e5-", Prefixes(query="query: ", passage="passage: ")),
    (r"nomic-embed-text", Prefixes(query="search_query: ", passage="search_document: ")),
    (r"arctic-embed-.*-v2", Prefixes(query="query: ")),
    (r"arctic-embed-|bge-(small|base|large)-en|mxbai-embed-", _REPRESENT),
)

#: The names under which models keep their prompt for passages.
_PASSAGE_PROMPTS = ("document", "passage", "corpus")


def prefixes_of(name: str, prompts: Mapping[str, str | None]) -> Prefixes:
    """Return the prefixes that a model itself names, else those of its family, else none.

    ``name`` is the model's, or its folder's; ``prompts`` are those of its
    ``config_sentence_transformers.json``.
    """
    own = Prefixes(
        query=prompts.get("query") or "",
        # sentence-transformers adds an empty "document" to a model that only has a "passage".
        passage=next((found for key in _PASSAGE_PROMPTS if (found := prompts.get(key))), ""),
    )
    if own != Prefixes():
        return own
    last_part = name.rstrip("/").rpartition("/")[2].lower()
    fitting = (found for family, found in _BY_FAMILY if re.search(family, last_part))
    return next(fitting, Prefixes())
