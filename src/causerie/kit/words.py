"""The words of what people write and look for, made alike: whatever form a word stands in, its stem is the same.

A Cyrillic word is stemmed as Russian; a Latin one as English and as Romanian, since nobody says which of them a message
is in. Accents don't count: many write Romanian without them. Stems are Snowball's (https://snowballstem.org).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import Stemmer
from msgspec import Struct

_WORD = re.compile(r"[^\W_]+")
_TERM = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
# Nothing that a person would look for is longer; PostgreSQL takes 2,046 bytes.
LONGEST = 60
MAX_TERMS = 20
# The beginning of a word finds all words that begin so; a shorter one would be half of all words.
SHORTEST_BEGINNING = 4
SHORTEST_NAME = 2
# Characters of an excerpt, and before the first word that is marked in it.
EXCERPT, BEFORE = 160, 40

_RUSSIAN, _ENGLISH, _ROMANIAN = (
    Stemmer.Stemmer(language, maxCacheSize=0) for language in ("russian", "english", "romanian")
)


class Part(Struct, frozen=True):
    """A piece of a text. `marked`: it is what was looked for."""

    text: str
    marked: bool


class Wanted(Struct, frozen=True):
    """What somebody looks for: tsqueries that must all be true, and such that none may be. `stems` and `beginning` are
    what to mark."""

    terms: list[str]
    without: list[str]
    stems: frozenset[str]
    beginning: str | None = None

    def whole_and_begun(self) -> tuple[list[str], str | None]:
        """The terms of whole words, and the last where its word is only begun."""
        return (self.terms, None) if self.beginning is None else (self.terms[:-1], self.terms[-1])

    def is_in(self, word: str) -> bool:
        """Whether a word of a text is one that is looked for."""
        if not self.stems.isdisjoint(stems(word)):
            return True
        return self.beginning is not None and _plain(word).startswith(self.beginning)


def vector(text: str, labels: Iterable[str] = ()) -> str:
    """The words of a text as a tsvector. A label stands in it as it is: one with a `#` is no word of anybody's."""
    places: dict[str, list[str]] = {}
    for number, word in enumerate(_WORD.findall(unicodedata.normalize("NFC", text)), 1):
        for stem in stems(word):
            places.setdefault(stem, []).append(str(number))
    found = [f"'{stem}':{','.join(numbers)}" for stem, numbers in places.items()]
    return " ".join([*found, *(f"'{label}'" for label in labels)])


def wanted(query: str) -> Wanted | None:
    """Reads what somebody typed: words, "words one after the other", -without. All of it must be there; the last word
    may be a beginning. None: no word to look for."""
    terms = list(_TERM.finditer(unicodedata.normalize("NFC", query)))[:MAX_TERMS]
    found: dict[bool, list[str]] = {True: [], False: []}
    marks: set[str] = set()
    beginning = None
    for term in terms:
        without, phrase, plain = term.groups()
        words = _WORD.findall(phrase or plain or "")
        if not words:
            continue
        alternatives = [[f"'{stem}'" for stem in stems(word)] for word in words]
        if plain and not without and term.end() == len(query) and len(words[-1]) >= SHORTEST_BEGINNING:
            beginning = _plain(words[-1])
            alternatives[-1].append(f"'{beginning}':*")
        expression = " <-> ".join(f"({' | '.join(one)})" for one in alternatives)
        found[not without].append(f"({expression})")
        if not without:
            marks.update(stem for word in words for stem in stems(word))
    return Wanted(found[True], found[False], frozenset(marks), beginning) if marks else None


def beginnings(query: str) -> str | None:
    """What somebody typed as a tsquery over words that are not stemmed: all of them, the last perhaps begun."""
    words = plain_words(query)[:MAX_TERMS]
    if not words or len(words[-1]) < SHORTEST_NAME:
        return None
    return " & ".join([*(f"'{word}'" for word in words[:-1]), f"'{words[-1]}':*"])


def plain_words(text: str) -> list[str]:
    """The words of a name, without capitals and accents."""
    return [_plain(word) for word in _WORD.findall(unicodedata.normalize("NFC", text))]


def excerpt(text: str, looked_for: Wanted) -> list[Part]:
    """The first place with one of the words, what stands around it, and what is to be marked there. Empty: none."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    start = end = done = 0
    parts: list[Part] = []
    for word in _WORD.finditer(text):
        if parts and word.start() >= end:
            break
        if not looked_for.is_in(word[0]):
            continue
        if not parts:
            start = done = _word_after(text, word.start() - BEFORE, word.start())
            end = start + EXCERPT
            parts.append(Part("…", False) if start else Part("", False))
        parts += [Part(text[done : word.start()], False), Part(word[0], True)]
        done = word.end()
    if parts:
        rest = text[done:end].rpartition(" ")[0] + "…" if end < len(text) else text[done:]
        parts.append(Part(rest, False))
    return [part for part in parts if part.text]


def beginning(text: str) -> list[Part]:
    """The first words of a text, as an excerpt."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if len(text) > EXCERPT:
        text = text[:EXCERPT].rpartition(" ")[0] + "…"
    return [Part(text, False)] if text else []


def _word_after(text: str, place: int, latest: int) -> int:
    """Where the first word after that place begins."""
    return 0 if place <= 0 else text.find(" ", place, latest) + 1 or latest


@lru_cache(50_000)
def stems(word: str) -> tuple[str, ...]:
    """Under which stems a word is found, one or two."""
    plain = _plain(word)
    if plain.isdecimal():
        return (plain,)
    if "а" <= plain[0] <= "ӿ":
        return (_RUSSIAN.stemWord(plain),)
    english, romanian = _ENGLISH.stemWord(plain), _ROMANIAN.stemWord(plain)
    return (english,) if english == romanian else (english, romanian)


def _plain(word: str) -> str:
    word = word[:LONGEST].lower()
    if word.isascii():
        return word
    if word[0] >= "Ѐ":
        return word.replace("ё", "е")
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
