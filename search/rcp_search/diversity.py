"""Let a page of results come from several sources where several have as much to say."""

from collections import Counter
from collections.abc import Sequence

#: Of so many results that follow each other …
PAGE = 10
#: … no more come from one source …
MOST = 3
#: … as long as another source has something that is nearly as good.
NEARLY = 0.85


def spread(sources: Sequence[str], scores: Sequence[float]) -> list[int]:
    """Return the places of results in the order to show them.

    ``sources`` and ``scores`` are those of the results, best first. Nothing is left out, no
    source is preferred, and the best result stays first: one that would be the fourth of its
    source on a page only lets others of nearly its score go before it.
    """
    waiting = list(range(len(scores)))
    order: list[int] = []
    shown: Counter[str] = Counter()
    while waiting:
        if len(order) % PAGE == 0:
            shown.clear()
        best = waiting[0]
        least = scores[best] * NEARLY
        chosen = best
        if shown[sources[best]] >= MOST:
            chosen = next(
                (
                    place
                    for place in waiting
                    if scores[place] >= least and shown[sources[place]] < MOST
                ),
                best,
            )
        waiting.remove(chosen)
        order.append(chosen)
        shown[sources[chosen]] += 1
    return order
