"""Teach the student: a translation shall land where the teacher puts the English text."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F  # noqa: N812  as everybody calls it

from training.teacher import Teacher, batches_of
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


def teach(
    teacher: Teacher,
    table: npt.NDArray[np.float32],
    lessons: Lessons,
    course: Course,
    kept: Path,
    tell: Tell,
) -> npt.NDArray[np.float32]:
    """Return the table (pieces, 384) after the course; the transformer stays as it is.

    The state is kept in a file now and then: a course that was interrupted goes on from it.
    ``tell`` hears how many texts were seen so far, and the loss.
    """
    rng = np.random.default_rng(course.seed)
    steps = torch.from_numpy(_steps(lessons, len(table)))
    entering = torch.nn.Embedding.from_pretrained(
        torch.from_numpy(table) / steps, freeze=False, sparse=True
    )
    optimizer = torch.optim.SparseAdam(entering.parameters(), lr=course.rate)
    cumulated = np.cumsum(lessons.weights / lessons.weights.sum())
    lengths = np.diff(lessons.starts)
    seen, kept_at = 0, 0
    if kept.exists():
        state = torch.load(kept, weights_only=False)
        entering.load_state_dict(state["table"])
        optimizer.load_state_dict(state["optimizer"])
        rng.bit_generator.state = state["random"]
        seen = kept_at = state["seen"]
    while seen < course.texts:
        if seen - kept_at >= _KEPT_EVERY:
            _keep(kept, entering, optimizer, rng, seen)
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
            for group in optimizer.param_groups:
                warm = min(1.0, (seen + 1) / _WARM_UP)
                group["lr"] = course.rate * warm * max(0.02, 1 - seen / course.texts)
            loss = _loss(teacher, entering, steps, lessons, rows)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            seen += len(rows)
            tell(seen, float(loss.detach()))
    return (entering.weight.detach() * steps).numpy()


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


def _keep(
    path: Path,
    entering: torch.nn.Embedding,
    optimizer: torch.optim.Optimizer,
    rng: np.random.Generator,
    seen: int,
) -> None:
    state = {
        "table": entering.state_dict(),
        "optimizer": optimizer.state_dict(),
        "random": rng.bit_generator.state,
        "seen": seen,
    }
    unfinished = path.with_suffix(".unfinished")
    torch.save(state, unfinished)
    unfinished.replace(path)


def _loss(
    teacher: Teacher,
    entering: torch.nn.Embedding,
    steps: torch.Tensor,
    lessons: Lessons,
    rows: npt.NDArray[np.int64],
) -> torch.Tensor:
    tokens, mask = _padded(lessons, rows)
    student = teacher.states_to_vectors(entering(tokens) * steps[tokens], mask)
    target = torch.from_numpy(lessons.targets[lessons.english[rows]].astype(np.float32))
    target = F.normalize(target, dim=1)
    with torch.no_grad():
        alike = target @ target.T
        wanted = F.softmax(alike * _SCALE, dim=1)
        wanted_relation = F.softmax(alike * _RELATION_SCALE, dim=1)
    found = student @ target.T
    contrast = F.cross_entropy(found * _SCALE, wanted) + F.cross_entropy(found.T * _SCALE, wanted)
    relation = F.cross_entropy(found * _RELATION_SCALE, wanted_relation)
    return contrast + (1 - found.diagonal()).mean() * 4 + 0.5 * relation


def _padded(lessons: Lessons, rows: npt.NDArray[np.int64]) -> tuple[torch.Tensor, torch.Tensor]:
    starts, ends = lessons.starts[rows], lessons.starts[rows + 1]
    longest = int((ends - starts).max())
    tokens = np.zeros((len(rows), longest), dtype=np.int64)
    mask = np.arange(longest)[None, :] < (ends - starts)[:, None]
    tokens[mask] = lessons.ids[
        np.concatenate([np.arange(a, b) for a, b in zip(starts, ends, strict=True)])
    ]
    return torch.from_numpy(tokens), torch.from_numpy(mask.astype(np.int64))
