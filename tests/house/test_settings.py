"""docs/settings.md lists every setting with its default, and no others."""

import re

import msgspec

from causerie.settings import PREFIX, Settings
from tests.house.parsing import ROOT

ROW = re.compile(rf"^\| `({PREFIX}\w+)` \| (?:`([^`]*)`)? ?\|", re.MULTILINE)


def _documented() -> dict[str, str]:
    return dict(ROW.findall((ROOT / "docs" / "settings.md").read_text()))


def _fields() -> dict[str, str]:
    fields = msgspec.structs.fields(Settings)
    return {PREFIX + field.name.upper(): _written(field) for field in fields}


def _written(field: msgspec.structs.FieldInfo) -> str:
    default = field.default_factory() if field.default is msgspec.NODEFAULT else field.default
    if default is None:
        return ""
    return ",".join(default) if isinstance(default, list) else str(default)


def test_every_setting_is_documented() -> None:
    assert _fields().keys() - _documented().keys() == set()


def test_every_documented_setting_exists() -> None:
    assert _documented().keys() - _fields().keys() == set()


def test_the_documented_defaults_are_right() -> None:
    fields = _fields()
    assert {name: default for name, default in _documented().items() if fields.get(name) != default} == {}
