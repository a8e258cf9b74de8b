"""The student's tokenizer: one vocabulary of word pieces for six languages."""

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

VOCABULARY = 60_000
#: Characters read of each language: an equal budget makes an equal share of the vocabulary.
BUDGET = 6_000_000
LONGEST = 128
_UNKNOWN = "[UNK]"

Ids = npt.NDArray[np.int32]

# Arabic writes the article and particles onto the word: without them, one piece for each noun.
_ARABIC_PREFIX = (
    r"(?<![\u0621-\u064A])(?:[\u0648\u0641]?[\u0628\u0643]?\u0627\u0644|[\u0648\u0641]?\u0644\u0644)"
    r"(?=[\u0621-\u064A]{3})"
)


def train(texts: dict[str, list[str]], seed: int) -> Tokenizer:
    """Return a tokenizer learnt from the texts of each language."""
    tokenizer = Tokenizer(models.WordPiece(unk_token=_UNKNOWN, max_input_chars_per_word=60))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace("\u0640", ""),
            normalizers.BertNormalizer(clean_text=True, strip_accents=True, lowercase=True),
            normalizers.Replace(Regex(_ARABIC_PREFIX), ""),
            normalizers.Replace("\u0629", "\u0647"),
            normalizers.Replace("\u0649", "\u064a"),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", _UNKNOWN, "[CLS]", "[SEP]"]
    trainer = trainers.WordPieceTrainer(
        vocab_size=VOCABULARY,
        min_frequency=2,
        special_tokens=special,
        limit_alphabet=700,
        show_progress=False,
    )
    tokenizer.train_from_iterator(_budgeted(texts, seed), trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        special_tokens=[(name, tokenizer.token_to_id(name)) for name in ("[CLS]", "[SEP]")],
    )
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


def encode(tokenizer: Tokenizer, texts: list[str]) -> tuple[Ids, npt.NDArray[np.int64]]:
    """Return the token ids of all texts in one row, and where each text begins (texts + 1)."""
    return flat(
        encoding.ids
        for first in range(0, len(texts), 50_000)
        for encoding in tokenizer.encode_batch_fast(texts[first : first + 50_000])
    )


def flat(texts: Iterable[list[int]]) -> tuple[Ids, npt.NDArray[np.int64]]:
    """Return lists of token ids in one row, and where each begins (lists + 1)."""
    ids = [np.asarray(own, dtype=np.int32) for own in texts]
    starts = np.zeros(len(ids) + 1, dtype=np.int64)
    np.cumsum([len(own) for own in ids], out=starts[1:])
    return np.concatenate(ids), starts


def load(path: Path) -> Tokenizer:
    """Return a tokenizer that was saved."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


def _budgeted(texts: dict[str, list[str]], seed: int) -> Iterator[str]:
    rng = random.Random(seed)  # noqa: S311  chance is for drawing texts
    for language in sorted(texts):
        own = list(texts[language])
        rng.shuffle(own)
        left, at = BUDGET, 0
        while left > 0 and at < 4 * len(own):
            text = own[at % len(own)]
            yield text
            left -= len(text)
            at += 1
