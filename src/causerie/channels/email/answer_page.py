"""The page on which a question is answered: plain HTML, without a script, in the contact's language."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from importlib.resources import files
from zoneinfo import ZoneInfo

from msgspec import Struct

from causerie.channels.email.answer_words import ANSWER_WORDS, AnswerWords
from causerie.channels.email.answering import AskedByMail
from causerie.channels.email.letter import direction
from causerie.channels.email.wording import WORDING
from causerie.content import Form, Rating
from causerie.content.fields import (
    ChoiceField,
    ConsentField,
    DateField,
    EmailField,
    FormField,
    LongTextField,
    MomentField,
    NumberField,
    PhoneField,
    Value,
    Values,
)

_STYLE = (files(__package__) / "templates" / "answer.css").read_text("utf-8")
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
# As a form's fields arrive: each name with all that was given for it.
Filled = Mapping[str, Sequence[str]]


def values_of(asked: AskedByMail, filled: Filled) -> Values:
    """What was filled in, as a program would answer it; what is no number stays what it is, and is refused as that."""
    values: Values = {}
    for field in asked.question.fields():
        given = [one for one in filled.get(field.id, ()) if one]
        if given:
            values[field.id] = _value(field, given, asked.zone)
    return values


def _value(field: FormField, given: list[str], zone: ZoneInfo) -> Value:
    match field:
        case ChoiceField():
            return given
        case ConsentField():
            return True
        case NumberField():
            try:
                return float(given[0])
            except ValueError:
                return given[0]
        case MomentField() if not field.slots:
            try:
                return datetime.fromisoformat(given[0]).replace(tzinfo=zone).isoformat()
            except ValueError:
                return given[0]
        case _:
            return given[0]


class _Fields(Struct, frozen=True):
    words: AnswerWords
    language: str
    filled: Filled
    flaws: Mapping[str, str]
    zone: ZoneInfo

    def field(self, field: FormField, label: str) -> str:
        """The field with its label, its hint and what is wrong with it, tied together."""
        name, flaw = escape(field.id), self.flaws.get(field.id)
        shown = escape(label) + ("" if field.required else f" <small>({self.words.optional})</small>")
        said = dict(self.words.flaws).get(flaw, self.words.flaws["type"]) if flaw else ""  # type: ignore[call-overload]  # any text may be asked for
        below = f'<p class="flaw" id="{name}-flaw" role="alert">{escape(said)}</p>' if said else ""
        hints = [field.hint] * bool(field.hint)
        if isinstance(field, MomentField) and not field.slots:
            hints.append(self.words.zone.format(zone=self.zone.key))
        hint = f'<p class="hint" id="{name}-hint">{escape(" ".join(hints))}</p>' if hints else ""
        tied = " ".join([f"{name}-flaw"] * bool(said) + [f"{name}-hint"] * bool(hint))
        about = (f' aria-describedby="{tied}"' if tied else "") + (' aria-invalid="true"' if said else "")
        if isinstance(field, ChoiceField) or (isinstance(field, MomentField) and field.slots):
            several = isinstance(field, ChoiceField) and field.multiple
            note = f'<p class="hint">{self.words.several}</p>' if several else ""
            return f"<fieldset{about}><legend>{shown}</legend>{hint}{note}{self._options(field)}{below}</fieldset>"
        if isinstance(field, ConsentField):
            checked = " checked" if self.filled.get(field.id) else ""
            box = f'<input type="checkbox" name="{name}" value="yes"{checked}{about}>'
            return f'<div><label class="option">{box}<span>{escape(label)}</span></label>{hint}{below}</div>'
        return f'<div><label for="{name}">{shown}</label>{hint}{self._control(field, about)}{below}</div>'

    def stars(self, field: NumberField, label: str) -> str:
        """Five radios."""
        chosen = self.filled.get(field.id, [""])[0]
        stars = "".join(
            f'<label class="option"><input type="radio" name="{field.id}" value="{star}"'
            f"{' checked' if str(star) == chosen else ''}><span>{'★' * star}{'☆' * (5 - star)}</span></label>"
            for star in range(5, 0, -1)
        )
        said = (
            f'<p class="flaw" role="alert">{self.words.flaws["required"]}</p>'
            if field.id in self.flaws
            else ""
        )
        return f"<fieldset><legend>{escape(label)}</legend>{stars}{said}</fieldset>"

    def _options(self, field: ChoiceField | MomentField) -> str:
        chosen = self.filled.get(field.id, ())
        if isinstance(field, MomentField):
            time = WORDING[self.language].time
            slots = [(slot.isoformat(), time(slot.astimezone(self.zone)), "") for slot in field.slots]
            return "".join(self._option(field.id, "radio", one, chosen) for one in slots)
        kind = "checkbox" if field.multiple else "radio"
        parts: list[str] = []
        for section in field.sections:
            parts += [f'<p class="title">{escape(section.title)}</p>'] * bool(section.title)
            options = [(option.id, option.label, option.detail) for option in section.options]
            parts += [self._option(field.id, kind, option, chosen) for option in options]
        return "".join(parts)

    def _option(self, name: str, kind: str, option: tuple[str, str, str], chosen: Sequence[str]) -> str:
        value, label, detail = option
        below = f"<small>{escape(detail)}</small>" if detail else ""
        box = (
            f'<input type="{kind}" name="{escape(name)}" value="{escape(value)}"'
            f"{' checked' if value in chosen else ''}>"
        )
        return f'<label class="option">{box}<span>{escape(label)}{below}</span></label>'

    def _control(self, field: FormField, about: str) -> str:
        name, value = escape(field.id), escape(self.filled.get(field.id, [""])[0])
        if isinstance(field, LongTextField):
            return f'<textarea id="{name}" name="{name}" rows="4" maxlength="5000"{about}>{value}</textarea>'
        kind = {
            EmailField: 'type="email" autocomplete="email"',
            PhoneField: 'type="tel" autocomplete="tel"',
            NumberField: 'type="number" step="any"',
            DateField: 'type="date"',
        }.get(type(field), 'type="datetime-local"' if isinstance(field, MomentField) else 'type="text"')
        return f'<input id="{name}" name="{name}" {kind} value="{value}" maxlength="500"{about}>'


def question_page(asked: AskedByMail, client_id: str, filled: Filled, flaws: Mapping[str, str]) -> str:
    """The question with its fields, filled as they were."""
    language = asked.locale if asked.locale in ANSWER_WORDS else "en"
    words, question = ANSWER_WORDS[language], asked.question
    if asked.taken:
        return _page(asked, language, f'<p role="status">{words.taken}</p>')
    title = words.rate if isinstance(question, Rating) and not question.text else question.asked
    form = _Fields(words, language, filled, flaws, asked.zone)
    fields = question.fields()
    shown = "".join(
        form.stars(field, title)
        if isinstance(field, NumberField) and isinstance(question, Rating)
        else form.field(field, words.comment if isinstance(question, Rating) else field.label)
        for field in fields
    )
    # A form's fields have names of their own; those of other questions are named by the question.
    named = not isinstance(question, Form)
    heading = "" if named else f"<h1>{escape(title)}</h1>"
    return _page(
        asked,
        language,
        f'{heading}<form method="post" novalidate><input type="hidden" name="client_id" value="{escape(client_id)}">'
        f"{shown}<button>{words.send}</button></form>",
    )


def thanks_page(asked: AskedByMail) -> str:
    """The answer has arrived."""
    language = asked.locale if asked.locale in ANSWER_WORDS else "en"
    words = ANSWER_WORDS[language]
    return _page(asked, language, f'<h1>{words.thanks}</h1><p role="status">{words.thanks_more}</p>')


def gone_page() -> str:
    """There is no such question; in all languages, for nobody knows whose it was."""
    said = "".join(
        f'<p lang="{language}" dir="{direction(language)}">{words.gone}</p>'
        for language, words in ANSWER_WORDS.items()
    )
    return _shell("en", "Causerie", said)


def _page(asked: AskedByMail, language: str, content: str) -> str:
    workspace = asked.workspace
    # Where the question is its fields' own name, the page is the business's.
    tag = "p" if "<h1>" in content else "h1"
    head = f"<header><{tag}>{escape(workspace.name)}</{tag}></header>"
    return _shell(language, workspace.name, head + content)


def _shell(language: str, title: str, content: str) -> str:
    return (
        f'<!doctype html><html lang="{language}" dir="{direction(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>{content}</main></body></html>"
    )
