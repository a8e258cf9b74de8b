"""Terms as SKOS, the W3C's model of thesauri, in Turtle, RDF/XML and JSON-LD.

A term's URI is its address on this site. In a file the last part of a URI names the term,
so that what was exported elsewhere, or here under another address, means the same terms.
rdflib reads and writes; what it would fetch or unfold is refused before it reads.
"""

import json
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from rcp_platform.core.text import is_slug
from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.thesaurus.facts import TermFacts, one_label
from rcp_platform.thesaurus.records import FileRefused, Record

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

#: rdflib's name of the format that each kind of file is in.
FORMATS = {".ttl": "turtle", ".rdf": "xml", ".jsonld": "json-ld"}
_TITLE = "Terms of migration in the languages of the RCP Exchange"


def written(
    stated: Mapping[str, TermFacts], retired: frozenset[str], suffix: str, address: str
) -> bytes:
    """Return the terms in the format of a file's suffix; ``address`` is what URIs begin with."""
    # Half a second and 20 MB: only who exchanges terms pays for it.
    from rdflib import RDF, Graph, Literal, URIRef
    from rdflib.namespace import DCTERMS, OWL, SKOS

    graph = Graph()
    graph.bind("skos", SKOS)
    scheme = URIRef(address)
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    graph.add((scheme, DCTERMS.title, Literal(_TITLE, lang="en")))
    for slug, facts in stated.items():
        term = URIRef(address + slug)
        graph.add((term, RDF.type, SKOS.Concept))
        graph.add((term, SKOS.inScheme, scheme))
        for code, (preferred, *others) in facts.labels.items():
            graph.add((term, SKOS.prefLabel, Literal(preferred, lang=code)))
            for text in others:
                graph.add((term, SKOS.altLabel, Literal(text, lang=code)))
        for code, texts in facts.hidden.items():
            for text in texts:
                graph.add((term, SKOS.hiddenLabel, Literal(text, lang=code)))
        if facts.note:
            graph.add((term, SKOS.scopeNote, Literal(facts.note, lang="en")))
        for other in facts.broader:
            graph.add((term, SKOS.broader, URIRef(address + other)))
        for other in facts.related:
            graph.add((term, SKOS.related, URIRef(address + other)))
        if slug in retired:
            graph.add((term, OWL.deprecated, Literal(True)))
    return graph.serialize(format=FORMATS[suffix], encoding="utf-8")


def read(content: bytes, suffix: str, address: str) -> tuple[list[Record], list[str]]:
    """Return the records of a file and remarks on what was left out.

    Raises :exc:`~rcp_platform.thesaurus.records.FileRefused`.
    """
    graph = _parsed(content, suffix, address)
    reader = _Reader(graph)
    records = list(reader.records())
    if reader.problems:
        raise FileRefused(reader.problems)
    return records, reader.remarks


def _parsed(content: bytes, suffix: str, address: str) -> "Graph":
    from rdflib import Graph

    if suffix == ".rdf":
        _refuse_declarations(content)
    if suffix == ".jsonld":
        _refuse_contexts_elsewhere(content)
    try:
        # rdflib's parser of JSON-LD warns of what rdflib itself does.
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            return Graph().parse(data=content, format=FORMATS[suffix], publicID=address)
    # rdflib raises whatever its parsers and codecs do.
    except Exception as error:
        reason = " ".join(str(error).split())[:300] or type(error).__name__
        raise FileRefused([f"The file cannot be read as {FORMATS[suffix]}: {reason}"]) from error


def _refuse_declarations(content: bytes) -> None:
    """Refuse a document type: it can name other files, and entities that unfold without end."""

    def refuse(*_parts: object) -> None:
        raise FileRefused(
            ["The file has a document type declaration (DOCTYPE). Save it as Turtle instead."]
        )

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise FileRefused([f"Line {error.lineno}: this is not XML ({error})."]) from error


def _refuse_contexts_elsewhere(content: bytes) -> None:
    """Refuse contexts that would be fetched; those in the file itself are read."""
    try:
        waiting: list[Any] = [json.loads(content)]
    except (ValueError, RecursionError) as error:
        raise FileRefused([f"The file is not JSON: {error}."]) from error
    while waiting:
        match waiting.pop():
            case dict() as item:
                if "@import" in item or _is_elsewhere(item.get("@context")):
                    raise FileRefused(
                        [
                            "The file refers to a JSON-LD context elsewhere. Put the context "
                            "into the file, or save it as Turtle."
                        ]
                    )
                waiting += item.values()
            case list() as items:
                waiting += items


def _is_elsewhere(context: object) -> bool:
    contexts = context if isinstance(context, list) else [context]
    return any(isinstance(each, str) for each in contexts)


class _Reader:
    """Reads the concepts of a graph and notes what is wrong or left out."""

    def __init__(self, graph: "Graph") -> None:
        self._graph = graph
        self._left_out: dict[str, int] = {}
        self.problems: list[str] = []

    @property
    def remarks(self) -> list[str]:
        """What was left out, a sentence for each language."""
        return [
            f"{count} labels {f'in “{tag}”' if tag else 'without a language'} are left out."
            for tag, count in sorted(self._left_out.items())
        ]

    def records(self) -> Iterator[Record]:
        """Yield what the graph says of each concept, by URI."""
        from rdflib import RDF
        from rdflib.namespace import SKOS

        concepts = sorted(set(self._graph.subjects(RDF.type, SKOS.Concept)), key=str)
        if not concepts:
            self.problems.append("The file names no skos:Concept.")
        for concept in concepts:
            if slug := self._slug(concept, concept):
                yield self._record(concept, slug)

    def _slug(self, node: "Node", concept: "Node") -> str:
        from rdflib import URIRef

        slug = re.split("[/#]", str(node))[-1]
        if isinstance(node, URIRef) and is_slug(slug):
            return slug
        self.problems.append(
            f"<{concept}>: <{node}> is not a URI whose last part is made of small letters a-z, "
            "digits and hyphens, at most 60 characters."
        )
        return ""

    def _record(self, concept: "Node", slug: str) -> Record:
        from rdflib.namespace import OWL, SKOS

        preferred = self._labels(concept, SKOS.prefLabel)
        others = self._labels(concept, SKOS.altLabel)
        hidden = self._labels(concept, SKOS.hiddenLabel)
        for code, texts in preferred.items():
            if len(texts) > 1:
                self.problems.append(
                    f"<{concept}>: {len(texts)} preferred labels in {LANGUAGES[code]}: "
                    f"{', '.join(texts)}. Keep one."
                )
        if missing := [code for code in others if code not in preferred]:
            names = ", ".join(LANGUAGES[code] for code in missing)
            self.problems.append(f"<{concept}>: no preferred label in {names}.")
        shown = {
            code: tuple(dict.fromkeys((*texts, *others.get(code, ()))))
            for code, texts in preferred.items()
        }
        narrower = self._slugs(concept, self._graph.subjects(SKOS.narrower, concept))
        return Record(
            slug=slug,
            place=f"<{concept}>",
            labels=shown,
            hidden={
                code: tuple(text for text in texts if text not in shown.get(code, ()))
                for code, texts in hidden.items()
            },
            note=self._note(concept),
            broader=self._slugs(concept, self._graph.objects(concept, SKOS.broader)) | narrower
            or None,
            related=self._slugs(concept, self._graph.objects(concept, SKOS.related)) or None,
            is_retired=self._is_retired(self._graph.value(concept, OWL.deprecated)),
            is_ordered=False,
        )

    def _labels(self, concept: "Node", kind: "Node") -> dict[str, tuple[str, ...]]:
        """Return the labels of a kind by language; “pt-BR” counts as “pt”."""
        found: dict[str, set[str]] = {}
        for label in self._graph.objects(concept, kind):
            tag = str(getattr(label, "language", None) or "")
            code = tag.lower().split("-")[0]
            if code not in LANGUAGES:
                self._left_out[tag] = self._left_out.get(tag, 0) + 1
            elif text := one_label(str(label)):
                found.setdefault(code, set()).add(text)
        return {code: tuple(sorted(texts)) for code, texts in found.items()}

    def _slugs(self, concept: "Node", nodes: Iterable["Node"]) -> frozenset[str]:
        return frozenset(slug for node in nodes if (slug := self._slug(node, concept)))

    def _note(self, concept: "Node") -> str | None:
        """Return the first note in English, or in no language."""
        from rdflib.namespace import SKOS

        for kind in (SKOS.scopeNote, SKOS.definition, SKOS.note):
            notes = sorted(self._graph.objects(concept, kind), key=str)
            for note in notes:
                if str(getattr(note, "language", None) or "en").lower().split("-")[0] == "en":
                    return one_label(str(note))
        return None

    @staticmethod
    def _is_retired(deprecated: "Node | None") -> bool | None:
        return None if deprecated is None else str(deprecated).lower() in {"true", "1"}
