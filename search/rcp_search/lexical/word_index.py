"""Where passages are kept by their words: tantivy, in memory or in a folder."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rcp_search.languages.word_list import WordList
from rcp_search.rows.clones import Clone, link_files

#: So many passages, or fewer, are kept in memory: a folder is slower to change.
MOST_IN_MEMORY = 1_000

#: So many words are kept that misspelt ones were compared with: some 4 MB.
_MOST_KEPT = 150_000
#: More than the least it needs: fewer segments are searched faster.
_WRITER_BYTES = 100_000_000


class WordIndex:
    """Passages as tantivy knows them. What is in a folder is changed in a clone of it only.

    Given the folder of a snapshot, the files are shared with all who read them, and are
    opened on first use: a server does that after it forked, because readers keep a thread.
    """

    def __init__(self, schema: Any, snapshot: Path | None = None) -> None:
        import tantivy

        self._tantivy: Any = tantivy
        self._schema = schema
        self._clone: Clone | None = None
        self._index: Any = None
        self._searcher: Any = None
        self._kept: dict[tuple[str, str], WordList] = {}
        if snapshot is not None:
            self._clone = Clone(snapshot, beside=snapshot.parent.parent)
        else:
            self._index = self._in_memory()

    @property
    def searcher(self) -> Any:
        """Search what there is now."""
        if self._searcher is None:
            if self._index is None:
                assert self._clone is not None  # noqa: S101  there is no other way to begin
                self._index = self._in_folder(self._clone.path)
            self._searcher = self._index.searcher()
        return self._searcher

    def beginning(self, field: str, before: str, letter: str) -> WordList:
        """Return the words that begin with a letter behind what every term has before them.

        They are all words, whoever may see them.
        """
        prefix = before + letter
        found = self._kept.pop((field, prefix), None)
        if found is None:
            terms = self.searcher.terms_with_prefix(field, prefix)
            found = WordList([term[len(before) :] for term, _ in terms])
            kept = sum(map(len, self._kept.values()))
            while self._kept and kept + len(found) > _MOST_KEPT:
                kept -= len(self._kept.pop(next(iter(self._kept))))
        self._kept[field, prefix] = found
        return found

    @property
    def lost(self) -> bool:
        """Whether somebody removed the files: they can be searched, but not changed."""
        return self._clone is not None and not self._clone.path.exists()

    def change(self, removed: Iterable[int], added: Iterable[Any], count: int) -> None:
        """Take out the passages of some keys, then add ``count`` others; all is seen at once."""
        index, clone = self._index, None
        if self._clone is not None:
            clone = Clone(self._clone.path, beside=self._clone.path.parent)
        elif count > MOST_IN_MEMORY and not self.searcher.num_docs:
            clone = Clone()
        if clone is not None:
            index = self._in_folder(clone.path)
        _write(index, removed, added)
        self._index, self._clone, self._searcher = index, clone, None
        self._kept.clear()

    def write(self, folder: Path, passages: Iterable[Any]) -> None:
        """Write into an empty folder; the passages are all that are here, given once more."""
        if self._clone is None:
            _write(self._in_folder(folder), (), passages)
        else:
            link_files(self._clone.path, folder)

    def _in_memory(self) -> Any:
        return self._prepared(self._tantivy.Index(self._schema))

    def _in_folder(self, folder: Path) -> Any:
        return self._prepared(self._tantivy.Index(self._schema, path=str(folder)))

    def _prepared(self, index: Any) -> Any:
        index.config_reader("manual")
        whitespace = self._tantivy.Tokenizer.whitespace()
        analyzer = self._tantivy.TextAnalyzerBuilder(whitespace).build()
        index.register_tokenizer("whitespace", analyzer)
        return index


def _write(index: Any, removed: Iterable[int], added: Iterable[Any]) -> None:
    """Write with threads that are gone afterwards."""
    writer = index.writer(_WRITER_BYTES, 1)
    for key in removed:
        writer.delete_documents_by_term("key", key)
    for passage in added:
        writer.add_document(passage)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
