"""Why a step of a request is not taken, in a sentence for whoever tried it."""

from flask_babel import LazyString


class Refused(Exception):
    """A step is not taken; the message is a sentence in the language of the reader."""

    def __init__(self, sentence: LazyString | str) -> None:
        super().__init__(sentence)


class AlreadyOpen(Exception):
    """The pair has an open request."""

    def __init__(self, request_id: int) -> None:
        super().__init__(f"observer_request:{request_id}")
        self.request_id = request_id


class Incomplete(Exception):
    """A request says too little to be submitted; ``missing`` names the fields."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing
