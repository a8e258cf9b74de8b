"""How lists write their numbers."""

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_LETTERS = {
    "Letter": _LATIN,
    "russianLower": "абвгдежзиклмнопрстуфхцчшщэюя",
    "russianUpper": "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ",
    "arabicAlpha": "أبتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "arabicAbjad": "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",
}
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST = 3000


def counted(number: int, form: str) -> str:
    """Return a number as a list shows it."""
    if not 0 < number < _MOST:
        return str(number)
    if form in ("lowerRoman", "upperRoman"):
        written = ""
        for worth, letters in _ROMAN:
            written += letters * (number // worth)
            number %= worth
        return written.upper() if form == "upperRoman" else written
    alphabet = _LETTERS.get(form) or _LETTERS.get(form.removeprefix("lower").removeprefix("upper"))
    if alphabet:
        turns, place = divmod(number - 1, len(alphabet))
        written = alphabet[place] * (turns + 1)
        return written.upper() if form == "upperLetter" else written
    return str(number)
