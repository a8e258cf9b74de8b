"""XML inside files that people send, read piece by piece."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

#: An element as :mod:`xml.etree.ElementTree` has it.
Element = Any


def children(archive: ZipFile, name: str, *parents: str) -> Iterator[Element]:
    """Yield the children of the elements called ``parents``, each complete and then forgotten.

    Names are those without their namespace. What is not well formed, or declares entities, is
    raised as an error when it is come to.
    """
    from defusedxml.ElementTree import iterparse

    within: list[Element] = []
    with BytesIO(archive.read(name)) as content:
        for event, element in iterparse(content, events=("start", "end")):
            if event == "start":
                within.append(element)
                continue
            within.pop()
            if within and local(within[-1]) in parents:
                yield element
                within[-1].remove(element)


def local(element: Element) -> str:
    """Return the name of an element without its namespace; nothing for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: Element | None, name: str = "val") -> str:
    """Return an attribute by its name without the namespace, or nothing."""
    if element is None:
        return ""
    for key, found in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(found)
    return ""


def child(element: Element | None, *path: str) -> Element | None:
    """Return the first descendant along a path of names, or None."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in element if local(one) == name), None)
    return element
