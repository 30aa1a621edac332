"""What became of form fields after a signature, beyond what the comparison of revisions asks.

Filling in forms is whatever is written into a field (ISO 32000-1 table 254), and pyHanko leaves it at that where another signature
follows: a sum that stood there when the first one signed may be exchanged. Here it may not, nor with EU DSS.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from pyhanko.pdf_utils import generic

from signing.report import Finding, unsure

DEEP: Final = 20
EMPTY: Final = ("", "/Off", "null")
# What viewers draw fields anew by, and in which order they compute them: nobody signed that.
_FORM_KEYS: Final = ("/DA", "/Q", "/DR", "/CO")

# Operators that put something on the page (ISO 32000-1, table 51).
_PAINTS: Final = re.compile(rb"(?:^|[\s\])>])(?:Tj|TJ|'|\"|[fFBbSs]\*?|Do|sh|EI)(?:\s|$)")

Field = tuple[str, str, Any]  # full name, kind (/Tx, /Sig ...), dictionary


def altered_fields(before: Any, now: Any, names: Iterable[str]) -> list[Finding]:
    """Fields that had content when it was signed and have other content now, or show another with the same.

    `before`, `now`: the catalogues; `names`: the fields found changed. What a certified file or a lock leaves to be filled is what was
    empty, as EU DSS has it.
    """
    wanted = set(names)
    then = {name: field for name, kind, field in fields_of(before) if name in wanted and kind != "/Sig"}
    for name, _, field in fields_of(now) if then else ():
        if name not in then:
            continue
        old, new = (_content(one) for one in (then[name], field))
        if old != new and old not in EMPTY:
            return [unsure("FORMAT_FAILURE", f"Ô “{name}” đã có nội dung khi ký và bị đổi sau đó.")]
        if old == new and _looks(then[name]) != _looks(field):
            return [unsure("FORMAT_FAILURE", f"Ô “{name}” bị vẽ lại sau khi ký dù nội dung không đổi.")]
    return []


def altered_form(before: Any, now: Any) -> bool:
    """Whether what governs all fields is another."""
    old, new = (value_of(root, "/AcroForm", {}) for root in (before, now))
    return any(repr(value_of(old, key, None)) != repr(value_of(new, key, None)) for key in _FORM_KEYS)


def fields_of(root: Any) -> Iterator[Field]:
    """Every field that has no fields below it, with its full name and the kind that it may have from above."""
    form = value_of(root, "/AcroForm", {})
    waiting = [(item, "", "", 0) for item in value_of(form, "/Fields", ())]
    while waiting:
        item, above, kind, depth = waiting.pop()
        field = item.get_object()
        if not isinstance(field, generic.DictionaryObject) or depth > DEEP:
            continue
        name = ".".join(part for part in (above, str(value_of(field, "/T", ""))) if part)
        kind = str(value_of(field, "/FT", kind))
        below = [kid for kid in value_of(field, "/Kids", ()) if "/T" in kid.get_object()]
        waiting += [(kid, name, kind, depth + 1) for kid in below]
        if not below:
            yield name, kind, field


def painting(widget: Any) -> tuple[bytes, str]:
    """What a widget shows in the state it is in: its drawing and what that draws with; empty where it draws nothing."""
    look = value_of(value_of(widget, "/AP", {}), "/N", None)
    if isinstance(look, generic.DictionaryObject) and not isinstance(look, generic.StreamObject):
        look = value_of(look, str(value_of(widget, "/AS", "/Off")), None)
    if not isinstance(look, generic.StreamObject) or not look.encoded_data.strip():
        return b"", ""  # an empty stream need not even decode
    content: bytes = look.data
    return (content, repr(value_of(look, "/Resources", None))) if _PAINTS.search(content) else (b"", "")


def value_of(dictionary: Any, key: str, default: Any) -> Any:
    return dictionary[key] if key in dictionary else default  # noqa: SIM401  get() would give the bare reference


def _content(field: Any) -> str:
    return str(value_of(field, "/V", ""))


def _looks(field: Any) -> list[tuple[bytes, str]]:
    return [painting(widget.get_object()) for widget in value_of(field, "/Kids", (field,))]
