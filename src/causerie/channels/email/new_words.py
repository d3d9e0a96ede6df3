"""The new words of an answered mail: without what it quotes and without its signature.

Line by line and by structure, with no regular expression that could run long: mail is hostile input. Why not
a library: docs/decisions/0030-reading-mail.md. Where cutting would leave nothing, everything is kept.
"""

import re

from causerie.channels.email.phrases import (
    APPS,
    FORWARDED,
    HEADER_LABELS,
    MARKERS,
    ORIGINAL_MESSAGE,
    SENT_FROM,
    WROTE,
    HeaderLabel,
)

_LINES = 2_000  # what lies below is kept as it is: nobody types so much, and each line costs time
_ATTRIBUTION_LINES = 4
_ATTRIBUTION_CHARACTERS = 500
_HEADER_BLOCK_LINES = 12
_LOOSE_SIGNATURE_LINES = 5
_TIME_OR_DATE = re.compile(r"\d{1,2}[:.]\d\d\b|\b\d{4}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2}")
_ADDRESS_AT_END = re.compile(r"[<(\[]?[^\s<>@]{1,64}@[^\s<>@]{1,255}$")
_BEGINS_ATTRIBUTION = re.compile(
    r"(?:on|am|le|el|il|op|den|dnia|em|în|in|la|pe|am|في|\d|[^\W\d_]{2,12}[,.]{0,2} \d)", re.I
)


def new_words(text: str) -> str:
    """Return what the writer added; never longer than `text`."""
    all_lines = [line.rstrip() for line in text.split("\n")]
    lines, rest = all_lines[:_LINES], all_lines[_LINES:]
    kept = _strip_signatures(_without_quotes(_above_marker(lines)))
    if not any(kept):
        kept = _strip_signatures(_without_quotes(lines))
    return _joined(kept + rest) or _joined(all_lines)


def _above_marker(lines: list[str]) -> list[str]:
    """Cut at our own "answer above this line"; where it is quoted with ">", answers may stand below it."""
    for at, line in enumerate(lines):
        if "···" in line and not _is_quoted(line) and any(marker in line for marker in MARKERS):
            return lines[:at]
    return lines


def _without_quotes(lines: list[str]) -> list[str]:
    """Drop quoted lines and what introduces them; an empty line stands for each quote that was dropped."""
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if _is_separator(line, FORWARDED):
            return kept + lines[at:]  # forwarded on purpose: it is what the writer wants to tell
        if _is_quoted(line):
            kept.append("")
            at += 1
        elif _is_separator(line, ORIGINAL_MESSAGE) or _is_header_block(lines, at):
            break
        elif length := _attribution_length(lines, at):
            if not _is_quoted(_next_line(lines, at + length)):
                break
            at += length
        else:
            kept.append(line)
            at += 1
    return kept


def _is_quoted(line: str) -> bool:
    return line.lstrip(" \t").startswith(">")


def _next_line(lines: list[str], at: int) -> str:
    return next((line for line in lines[at : at + 5] if line.strip()), "")


def _is_separator(line: str, phrases: tuple[str, ...]) -> bool:
    """Tell whether the line is one of the phrases between dashes, as in "-----Original Message-----"."""
    if len(line) > 120:
        return False
    inner = line.strip()
    words = inner.strip("-—_=* ").casefold().rstrip(":")
    return words in phrases and (inner[:1] in "-—_=*" or inner.endswith(":"))


def _is_header_block(lines: list[str], at: int) -> bool:
    """Tell whether "From: … Sent: … To: … Subject: …", as Outlook writes them, begins here.

    All of sender, subject, and a date or recipient are wanted: people do write "From: Chișinău, to: Iași".
    """
    if lines[at].startswith("__________"):  # Outlook's rule above it
        at = next((below for below in range(at + 1, min(at + 4, len(lines))) if lines[below]), at)
    if _header_label(lines[at]) is not HeaderLabel.FROM:
        return False
    seen = {_header_label(line) for line in lines[at : at + _HEADER_BLOCK_LINES]}
    return HeaderLabel.SUBJECT in seen and bool(seen & {HeaderLabel.DATE, HeaderLabel.TO})


def _header_label(line: str) -> HeaderLabel | None:
    label, colon, _ = line[:60].lstrip(" *").partition(":")
    return HEADER_LABELS.get(label.strip(" *\xa0").casefold()) if colon else None


def _attribution_length(lines: list[str], at: int) -> int:
    """Return how many lines the "On … Anna wrote:" that begins here takes, 0 for none."""
    words: list[str] = []
    for line in lines[at : at + _ATTRIBUTION_LINES]:
        if not line.strip() or _is_quoted(line) or len(line) > _ATTRIBUTION_CHARACTERS:
            return 0
        words.append(line.strip())
        if not line.endswith(":"):
            continue
        is_before_quote = _is_quoted(_next_line(lines, at + len(words)))
        if not _is_attribution(" ".join(words), is_before_quote):
            return 0
        # New words may stand right above an attribution that is whole without them.
        tails = (" ".join(words[start:]) for start in range(1, len(words)))
        is_whole_below = any(
            _TIME_OR_DATE.search(tail) and _is_attribution(tail, is_before_quote) for tail in tails
        )
        return 0 if is_whole_below else len(words)
    return 0


def _is_attribution(words: str, is_before_quote: bool) -> bool:
    """Judge a text that ends in a colon. Where no quote mark follows, more proof is wanted."""
    words = words.strip(" *_").rstrip(":").strip()
    folded = words.casefold()
    ends_in_wrote = folded.endswith(WROTE)
    has_time = _TIME_OR_DATE.search(words) is not None
    ends_in_address = _ADDRESS_AT_END.search(words.rstrip(">)]\"' ")) is not None
    if is_before_quote:
        return ends_in_wrote or (has_time and (ends_in_address or any(verb in folded for verb in WROTE)))
    begins = _BEGINS_ATTRIBUTION.match(words) is not None
    has_address = "@" in words and ("<" in words or "(" in words or "[" in words)
    if not has_time or not begins:
        return False
    if has_address:
        return ends_in_wrote or ends_in_address
    return ends_in_wrote and folded.startswith(("on ", "în ", "pe ", "am "))


def _strip_signatures(lines: list[str]) -> list[str]:
    """Drop the signature ("-- " and on) and closing lines such as "Sent from my iPhone"."""
    kept = list(lines)
    for at, line in enumerate(kept):
        if (line == "--" or (line == "—" and len(kept) - at <= _LOOSE_SIGNATURE_LINES)) and any(kept[:at]):
            del kept[at:]
            break
    while kept and (not kept[-1].strip() or _is_sent_from(kept[-1])):
        kept.pop()
    return kept


def _is_sent_from(line: str) -> bool:
    """Tell "Sent from my iPhone" from "Sent from Iași on Monday": it must name a known program or device."""
    folded = line.strip(" *_[]<>").casefold()
    return len(folded) <= 160 and folded.startswith(SENT_FROM) and any(app in folded for app in APPS)


def _joined(lines: list[str]) -> str:
    """Join lines, with one empty line at most between two paragraphs."""
    kept = [line for at, line in enumerate(lines) if line.strip() or (at > 0 and lines[at - 1].strip())]
    return "\n".join(kept).strip("\n").strip()
