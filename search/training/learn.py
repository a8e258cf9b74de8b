"""Teach the student: a translation shall land where the teacher puts the English text."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F  # noqa: N812  as everybody calls it

from training.student import Student
from training.teacher import batches_of, vectors_of
from training.tokens import Ids

#: How many pairs are drawn before they are put into batches of like length.
_DRAWN = 16_384
_SCALE = 20.0
_RELATION_SCALE = 8.0

#: Texts seen while the rate of learning rises, and between two times the state is kept.
_WARM_UP = 30_000
_KEPT_EVERY = 100_000
#: A piece met so often in so many texts moves by the rate of learning; within these factors.
_OFTEN, _OF = 1_000, 800_000
_SHORTEST_STEP, _LONGEST_STEP = 0.3, 3.0
#: Adapters, met by every text, begin with nothing and learn faster than the table; a batch of
#: unusual texts does not throw them.
_ADAPTERS_RATE = 3.0
_LONGEST_GRADIENT = 1.0

Tell = Callable[[int, float], None]


@dataclass(frozen=True)
class Course:
    """How many texts are drawn, the highest rate of learning, and the seed of chance."""

    texts: int
    rate: float
    seed: int


@dataclass(frozen=True)
class Lessons:
    """What is learnt from: texts as token ids, and for each the row of its English text.

    ``targets`` are the teacher's vectors (English texts, 384); ``weights`` say how often a
    text is drawn.
    """

    ids: Ids
    starts: npt.NDArray[np.int64]
    english: npt.NDArray[np.int64]
    targets: npt.NDArray[np.float16]
    weights: npt.NDArray[np.float64]


def teach(student: Student, lessons: Lessons, course: Course, kept: Path, tell: Tell) -> None:
    """Teach a student its table and its adapters; the transformer itself stays as it is.

    The state is kept in a file now and then: a course that was interrupted goes on from it.
    ``tell`` hears how many texts were seen so far, and the loss.
    """
    rng = np.random.default_rng(course.seed)
    pupil = _Pupil(student, lessons, course.rate)
    cumulated = np.cumsum(lessons.weights / lessons.weights.sum())
    lengths = np.diff(lessons.starts)
    seen, kept_at = 0, 0
    if kept.exists():
        state = torch.load(kept, weights_only=False)
        pupil.load_state_dict(state["pupil"])
        rng.bit_generator.state = state["random"]
        seen = kept_at = state["seen"]
    while seen < course.texts:
        if seen - kept_at >= _KEPT_EVERY:
            _keep(
                kept, {"pupil": pupil.state_dict(), "random": rng.bit_generator.state, "seen": seen}
            )
            kept_at = seen
        drawn = np.minimum(np.searchsorted(cumulated, rng.random(_DRAWN)), len(lengths) - 1)
        drawn = rng.permutation(np.unique(drawn))
        # A little chance, so that texts of one length do not always meet the same others.
        order = drawn[np.argsort(lengths[drawn] + rng.random(len(drawn)) * 2, kind="stable")]
        batches = batches_of([int(row) for row in order], lengths)
        for at in rng.permutation(len(batches)):
            rows = np.asarray(batches[at])
            _, first = np.unique(lessons.english[rows], return_index=True)
            rows = rows[np.sort(first)]
            warm = min(1.0, (seen + 1) / _WARM_UP)
            loss = pupil.learn(rows, warm * max(0.02, 1 - seen / course.texts))
            seen += len(rows)
            tell(seen, loss)
    student.table = pupil.table


def _steps(lessons: Lessons, pieces: int) -> npt.NDArray[np.float32]:
    """Return how far a piece moves at once (pieces, 1): the oftener it is met, the less.

    Adam moves all alike. Signs and particles, met in every batch, then wander off and take the
    whole table with them; words met ten times would stay where they began.
    """
    lengths = np.diff(lessons.starts)
    drawn = lessons.weights / lessons.weights.sum() * _OF
    met = np.bincount(lessons.ids, np.repeat(drawn, lengths), minlength=pieces)
    steps: npt.NDArray[np.float32] = np.sqrt(_OFTEN / np.maximum(met, 1)).astype(np.float32)
    return steps.clip(_SHORTEST_STEP, _LONGEST_STEP)[:, None]


class _Pupil:
    """A student while it learns: its numbers as torch moves them, and how they are moved."""

    def __init__(self, student: Student, lessons: Lessons, rate: float) -> None:
        self._lessons = lessons
        self._transformer = student.transformer
        self._adapters = torch.nn.ParameterList(
            weights for one in student.adapters.values() for weights in (one.down, one.up)
        )
        self._steps = torch.from_numpy(_steps(lessons, len(student.table)))
        self._entering = torch.nn.Embedding.from_pretrained(
            torch.from_numpy(student.table) / self._steps, freeze=False, sparse=True
        )
        self._moved = (
            (rate, torch.optim.SparseAdam(self._entering.parameters())),
            (rate * _ADAPTERS_RATE, torch.optim.Adam(self._adapters)),
        )

    @property
    def table(self) -> npt.NDArray[np.float32]:
        """The table as it is now."""
        table: npt.NDArray[np.float32] = (self._entering.weight.detach() * self._steps).numpy()
        return table

    @property
    def _parts(self) -> tuple[Any, ...]:
        return (self._entering, self._adapters, *(optimizer for _, optimizer in self._moved))

    def state_dict(self) -> dict[str, Any]:
        """Return all that changes."""
        return {str(number): part.state_dict() for number, part in enumerate(self._parts)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from what was returned before."""
        for number, part in enumerate(self._parts):
            part.load_state_dict(state[str(number)])

    def learn(self, rows: npt.NDArray[np.int64], share: float) -> float:
        """Learn from a batch of texts, at a share of the rate, and return the loss."""
        loss = self._loss(rows)
        for rate, optimizer in self._moved:
            optimizer.zero_grad()
            for group in optimizer.param_groups:
                group["lr"] = rate * share
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._adapters, _LONGEST_GRADIENT)
        for _, optimizer in self._moved:
            optimizer.step()
        return float(loss.detach())

    def _loss(self, rows: npt.NDArray[np.int64]) -> torch.Tensor:
        lessons = self._lessons
        tokens, mask = _padded(lessons, rows)
        entering = self._entering(tokens) * self._steps[tokens]
        student = vectors_of(self._transformer, entering, mask)
        target = torch.from_numpy(lessons.targets[lessons.english[rows]].astype(np.float32))
        target = F.normalize(target, dim=1)
        with torch.no_grad():
            alike = target @ target.T
            wanted = F.softmax(alike * _SCALE, dim=1)
            wanted_relation = F.softmax(alike * _RELATION_SCALE, dim=1)
        found = student @ target.T
        contrast = F.cross_entropy(found * _SCALE, wanted)
        contrast = contrast + F.cross_entropy(found.T * _SCALE, wanted)
        relation = F.cross_entropy(found * _RELATION_SCALE, wanted_relation)
        return contrast + (1 - found.diagonal()).mean() * 4 + 0.5 * relation


def _keep(path: Path, state: dict[str, Any]) -> None:
    unfinished = path.with_suffix(".unfinished")
    torch.save(state, unfinished)
    unfinished.replace(path)


def _padded(lessons: Lessons, rows: npt.NDArray[np.int64]) -> tuple[torch.Tensor, torch.Tensor]:
    starts, ends = lessons.starts[rows], lessons.starts[rows + 1]
    longest = int((ends - starts).max())
    tokens = np.zeros((len(rows), longest), dtype=np.int64)
    mask = np.arange(longest)[None, :] < (ends - starts)[:, None]
    tokens[mask] = lessons.ids[
        np.concatenate([np.arange(a, b) for a, b in zip(starts, ends, strict=True)])
    ]
    return torch.from_numpy(tokens), torch.from_numpy(mask.astype(np.int64))
