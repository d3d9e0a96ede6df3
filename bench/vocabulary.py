"""What customers say, for a search to work on: three languages, inflected, some words often and most seldom."""

from __future__ import annotations

import random
from itertools import accumulate

# Stems with the endings that they take, the frequent ones first.
_RUSSIAN = {
    "заказ товар размер магазин адрес возврат чек курьер цвет подарок": "  а у ом е ы ов ам ами ах",
    "доставк посылк скидк куртк рубашк упаковк оплат цен покупк карт": "а и е у ой ам ами ах",
    "син красн чёрн нов больш так перв следующ": "ый ого ому ым ом ая ой ую ые ых",  # noqa: RUF001
    "жда плати покупа получа отправля меня": "ть ю ет ем ют л ла ли",
}
_ENGLISH = {
    "order size shop return parcel jacket refund address colour price shirt coat card invoice courier gift": "  s",
    "deliver pay wait return exchang confirm pack check order ship": "  s ed ing",
    "blue red new large small late": "  er est",
}
_ROMANIAN = {
    "comandă livrare mărime haină adresă plată factură": "  a ei",
    "produs magazin colet preț retur curier cadou": "  ul ului uri urile urilor",
    "albastr roș nou mar": "u ă i e ul a",
    "aștept plăt cumpăr trimit schimb": "  ă ați esc im ind",
}
_SMALL = {
    "russian": "и в не на я что с это как по но у за от есть мне вы когда уже нет да здравствуйте спасибо можно",
    "english": "the is it a to and of in for my you I when can have not hello please thanks do that was",
    "romanian": "și la de în nu este cu pe care ce mai se o un am vă rog mulțumesc când bună pentru",
}
_LANGUAGES = {"russian": _RUSSIAN, "english": _ENGLISH, "romanian": _ROMANIAN}
_SYLLABLES = {
    "russian": "ба ве го ди жу за ки лю мо ни по ра се ту фи ха че шо",  # noqa: RUF001
    "english": "bar ten dop lin mur sel tor vin wes gat hol kep",
    "romanian": "bă cer dos fur gal jum lec măr nit pos ruș țin",
}
RARE = 15_000


def words(language: str, chance: random.Random) -> list[str]:
    """All words of a language, the most frequent first, with a long tail of names and things that are seldom said."""
    common = _SMALL[language].split()
    forms = [
        stem + ending
        for stems, endings in _LANGUAGES[language].items()
        for stem in stems.split()
        for ending in endings.split(" ")
        if ending or endings.startswith(" ")
    ]
    chance.shuffle(forms)
    syllables = _SYLLABLES[language].split()
    rare = {"".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(RARE)}
    return list(dict.fromkeys([*common, *forms, *sorted(rare)]))


def texts(count: int, seed: int = 1) -> list[str]:
    """So many messages of 3 to 20 words, half of them Russian. Words are chosen by Zipf's law: the n-th with a weight
    of 1/n. The same seed gives the same texts."""
    chance = random.Random(seed)
    known = {language: words(language, chance) for language in _LANGUAGES}
    weights = {
        language: list(accumulate(1 / rank for rank in range(1, len(found) + 1)))
        for language, found in known.items()
    }
    languages = chance.choices(list(known), weights=(50, 30, 20), k=count)
    return [
        " ".join(chance.choices(known[language], cum_weights=weights[language], k=chance.randint(3, 20)))
        for language in languages
    ]
