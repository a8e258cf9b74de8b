"""Train the six-language student: ``make student DATA="folder …"``."""

import argparse
import os
import shutil
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# Threads that wait must not burn the processor that another thread needs.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numpy as np
import numpy.typing as npt
import torch
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from tokenizers import Tokenizer

from rcp_search.models.word_pieces import TOKENIZER
from training import check, export, learn, lessons, table, tokens
from training.student import Student
from training.teacher import Teacher

_HERE = Path(__file__).parent
_SEARCH = _HERE.parent / "rcp_search"
_STUDENT = _SEARCH / "models" / "six_languages"
_OWN = (_HERE / "own" / "sentences.jsonl", _SEARCH / "terms" / "glossary.jsonl")
_AVOIDED = (_HERE.parent.parent / "tests" / "search" / "data" / "domain",)
_CONSOLE = Console()


@dataclass(frozen=True)
class Prepared:
    """What does not change while the student is taught; kept in the work folder."""

    tokenizer: Tokenizer
    lessons: learn.Lessons
    student: Student


def main() -> None:
    """Train, measure on what was held out, and write the student's folder."""
    options = _options()
    work: Path = options.work
    work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    folders = sorted(one for data in options.data for one in data.iterdir() if one.is_dir())
    avoided = [*_AVOIDED, *options.avoid]
    texts, held_out = lessons.collect(folders, list(_OWN), avoided, options.seed)
    _CONSOLE.print(f"{len(texts.texts):,} texts, {len(texts.english):,} of them English.")
    teacher = Teacher()
    if options.start:
        prepared = _going_on(work, teacher, texts, options)
    else:
        prepared = _prepare(work, teacher, texts, options.seed)
    held = check.HeldOutCheck(teacher, held_out)
    _show("Before", held.figures(prepared.tokenizer, prepared.student))
    course = learn.Course(options.texts, options.rate, options.seed)
    _teach(prepared, course, work / "state.pt")
    if options.start:
        former = Student.read(options.start, teacher, options.seed)
        prepared.student.keep_of(former, options.former)
    _show("After", held.figures(prepared.tokenizer, prepared.student))
    export.write(options.out, prepared.student, work / TOKENIZER)
    export.write_data(options.out / export.DATA, folders, list(_OWN), texts.counts)
    _CONSOLE.print(f"Written to {options.out}.")


def _prepare(work: Path, teacher: Teacher, texts: lessons.Texts, seed: int) -> Prepared:
    if not (work / TOKENIZER).exists():
        tokens.train(texts.by_language(), seed).save(str(work / TOKENIZER))
    tokenizer = tokens.load(work / TOKENIZER)
    taught_with = _lessons(work, teacher, tokenizer, texts)
    beginning = _kept(
        work / "beginning.npy",
        lambda: _beginning(teacher, tokenizer, taught_with, texts.english),
    )
    return Prepared(tokenizer, taught_with, Student(teacher, beginning, seed))


def _going_on(
    work: Path, teacher: Teacher, texts: lessons.Texts, options: argparse.Namespace
) -> Prepared:
    shutil.copy(options.start / TOKENIZER, work / TOKENIZER)
    tokenizer = tokens.load(work / TOKENIZER)
    student = Student.read(options.start, teacher, options.seed)
    return Prepared(tokenizer, _lessons(work, teacher, tokenizer, texts), student)


def _lessons(
    work: Path, teacher: Teacher, tokenizer: Tokenizer, texts: lessons.Texts
) -> learn.Lessons:
    targets = _kept(work / "targets.npy", lambda: teacher.embed(texts.english, "Teacher’s vectors"))
    ids, starts = tokens.encode(tokenizer, texts.texts)
    return learn.Lessons(ids, starts, np.asarray(texts.english_rows), targets, texts.weights)


def _beginning(
    teacher: Teacher, tokenizer: Tokenizer, lesson: learn.Lessons, english: list[str]
) -> npt.NDArray[np.float32]:
    targets = lesson.targets.astype(np.float32)
    pieces = [tokenizer.id_to_token(row) for row in range(tokenizer.get_vocab_size())]
    meaning = table.meanings(lesson.ids, lesson.starts, targets[lesson.english], len(pieces))
    words = teacher.words
    own = tokens.flat(teacher.ids(english, special=False))
    return table.beginning(
        pieces,
        meaning,
        teacher.tokenizer.convert_ids_to_tokens(list(range(len(words)))),
        table.meanings(*own, targets, len(words)),
        words,
    )


def _teach(prepared: Prepared, course: learn.Course, state: Path) -> None:
    recent: deque[float] = deque(maxlen=200)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_CONSOLE) as progress:
        task = progress.add_task("Teaching", total=course.texts)

        def tell(seen: int, loss: float) -> None:
            recent.append(loss)
            mean = sum(recent) / len(recent)
            progress.update(task, completed=seen, description=f"Teaching, loss {mean:.3f}")

        learn.teach(prepared.student, prepared.lessons, course, state, tell)


def _show(when: str, figures: dict[str, dict[str, float]]) -> None:
    for language, found in figures.items():
        _CONSOLE.print(
            f"{when}: of {found['texts']} held-out texts in {language}, {found['first']} % find"
            f" their English text first; mean cosine {found['cosine']}."
        )


def _kept(path: Path, make: Callable[[], npt.NDArray[np.generic]]) -> npt.NDArray[np.generic]:
    """Return what was made before, or make it: a run that was interrupted goes on."""
    if not path.exists():
        unfinished = path.with_suffix(".unfinished.npy")
        np.save(unfinished, make())
        unfinished.replace(path)
    return np.load(path)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    add = parser.add_argument
    add("--data", type=Path, nargs="+", required=True, help="folders of sources, one each")
    add("--avoid", type=Path, nargs="*", default=[], help="more sets that are measured with")
    add("--from", dest="start", type=Path, help="the folder of a student to go on from")
    add("--former", type=float, default=0.4, help="the share that is kept of that student")
    add("--work", type=Path, required=True, help="where intermediate results are kept")
    add("--out", type=Path, default=_STUDENT, help="the student's folder")
    add("--texts", type=int, default=1_000_000, help="how many texts are drawn")
    add("--rate", type=float, default=4e-4, help="the highest rate of learning")
    add("--threads", type=int, default=2)
    add("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
