"""Ask an index, as somebody of the network does."""

from rcp_search import HashingEmbedder, Query, Searcher

NETWORK = frozenset({"network"})


def found(world, text):
    return [hit.key for hit in world.searcher.search(Query(text, NETWORK, limit=100)).hits]


def answers(index, *texts):
    searcher = Searcher(HashingEmbedder(), index)
    return [searcher.search(Query(text, NETWORK, limit=100)) for text in texts]
