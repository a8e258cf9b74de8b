"""Lines of mails: long ones put together again, and what was written now before what was before."""

from collections.abc import Iterator, Sequence

_SIGNATURE = "--"
_LONGEST_INTRODUCTION = 200


def unflowed(lines: Sequence[str], *, delete_space: bool) -> list[str]:
    """Return the lines that were meant (RFC 3676): one that ends with a space goes on."""
    joined: list[list[str]] = []
    depth_before, goes_on = -1, False
    for line in lines:
        said = line.lstrip(">")
        depth = len(line) - len(said)
        said = said.removeprefix(" ")
        if goes_on and depth == depth_before:
            joined[-1].append(said)
        else:
            joined.append([">" * depth, said])
        depth_before = depth
        goes_on = said.endswith(" ") and said.rstrip() != _SIGNATURE
        if goes_on and delete_space:
            joined[-1][-1] = said[:-1]
    return ["".join(parts) for parts in joined]


def in_order(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield what the mail says, then its signature, then the earlier mails that it quotes."""
    said: list[str] = []
    signature: list[str] = []
    quoted: list[str] = []
    into = said
    for line in lines:
        if line.startswith(">"):
            if not quoted:
                quoted += _introduction(into)
            quoted.append(line.lstrip("> "))
            into = said
        elif line.rstrip() == _SIGNATURE:
            into = signature
        else:
            into.append(line)
    yield from (group for group in (said, signature, quoted) if group)


def _introduction(lines: list[str]) -> list[str]:
    """Take away and return the line that says whose mail is quoted."""
    while lines and not lines[-1].strip():
        lines.pop()
    if lines and lines[-1].rstrip().endswith(":") and len(lines[-1]) <= _LONGEST_INTRODUCTION:
        return [lines.pop(), ""]
    return []
