"""What a heading may mean: from the words of a schema to candidates with a confidence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from .cells import heading_key
from .schema import FieldSpec, Schema

_BRACKETS = re.compile(r"[(\[【〔《<{](.*?)[)\]】〕》>}]")
_DATE_PARTS = {"年": "year", "年份": "year", "月": "month", "月份": "month", "日": "day"}
_LOOSE_EXTRA = 6
_SHORT = 3
_HARMLESS = re.compile(r"(?:本人|个人|现|的|情况|信息|名称|详细|具体|填写|必填|选填|\d+|位)+")
LOOSE = 0.6


@dataclass(frozen=True, slots=True)
class Candidate:
    """`role`: value, tick (with its option), year, month, day."""

    field: str
    confidence: float
    role: str = "value"
    option: str = ""


def variants(text: str) -> list[str]:
    """The heading as it is, then without brackets, then without Latin translation."""
    key = heading_key(text)
    core = heading_key(_BRACKETS.sub("", key))
    found = [key, core]
    if re.search(r"[\u4e00-\u9fff]", core):
        found.append(heading_key(re.sub(r"[a-z.'/]+", "", core)))
    return [each for each in dict.fromkeys(found) if each]


class Lexicon:
    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._alone: dict[str, FieldSpec] = {}
        self._in_group: dict[tuple[str, str], FieldSpec] = {}
        self._options: dict[str, tuple[FieldSpec, str]] = {}
        self._groups = [
            (word, group.key) for group in schema.groups for word in self._words(group.aliases)
        ]
        for spec in schema.fields:
            self._add(spec)
        groups = {key for _, key in self._groups}
        self._known = {*self._alone, *(word for key, word in self._in_group if key in groups)}
        self._group_words = {word for word, _ in self._groups}
        self._others = [word for word, key in self._groups if key] + self._words(schema.others)

    @staticmethod
    def _words(aliases: Iterable[str]) -> list[str]:
        return [key for alias in aliases for key in variants(alias)]

    def _add(self, spec: FieldSpec) -> None:
        for word in self._words((spec.label, *spec.aliases)):
            self._alone.setdefault(word, spec)
            self._in_group.setdefault((spec.group, word), spec)
        for word in self._words(spec.group_aliases):
            self._in_group.setdefault((spec.group, word), spec)
            for prefix, key in self._groups:
                if key == spec.group:
                    self._alone.setdefault(prefix + word, spec)
                    self._alone.setdefault(f"{prefix}的{word}", spec)
        for option, words in spec.options.items():
            for word in self._words((option, *words)):
                self._options.setdefault(word, (spec, option))

    def knows(self, text: str) -> bool:
        return any(word in self._known for word in variants(text))

    def group_of(self, text: str) -> str | None:
        """The group that a heading names; its last word decides (儿童监护人情况 → 监护人)."""
        key = heading_key(text)
        hits = [
            (key.rfind(word) + len(word), len(word), group)
            for word, group in self._groups
            if word in key
        ]
        return max(hits)[2] if hits else None

    def candidates(self, path: tuple[str, ...]) -> list[Candidate]:
        """Best first. `path` runs from the topmost heading to the lowest."""
        *above, leaf = path
        inner = _BRACKETS.findall(heading_key(leaf))
        # 姓名（监护人）: what stands in brackets is context, if it names a group.
        above += [text for text in inner if self._is_foreign(text)]
        found = self._under_parent(above, leaf) if above else []
        found += self._exact(above, leaf)
        if not found:
            found = self._loose(above, leaf)
        if not found and above:
            found = self._turned(above, leaf)
        if not self._context(above):
            found += self._lone_option(leaf)
        return sorted(found, key=lambda each: -each.confidence)

    def _is_foreign(self, text: str) -> bool:
        return bool(self.group_of(text)) or any(word in text for word in self._others)

    def _context(self, above: list[str]) -> str | None:
        for text in reversed(above):
            group = self.group_of(text)
            if group is not None:
                return group
        return None

    def _exact(self, above: list[str], leaf: str) -> list[Candidate]:
        group = self._context(above)
        found = []
        for rank, word in enumerate(variants(leaf)):
            confidence = 1.0 - 0.05 * rank
            spec = self._in_group.get((group, word)) if group else None
            spec = spec or self._alone.get(word)
            if spec is None or (group and spec.group != group):
                continue
            if above and group is None and self._is_foreign_context(above):
                continue
            found.append(Candidate(spec.key, confidence - (0.05 if above and not group else 0)))
            break
        if not found and re.search("[/或、]", heading_key(leaf)):
            for part in re.split("[/或、]", heading_key(leaf)):
                found += [replace(each, confidence=0.8) for each in self._exact(above, part)][:1]
            found = found[:1]
        if (
            not found
            and above
            and (spec := self._alone.get(heading_key("".join((*above[-1:], leaf)))))
        ):
            found.append(Candidate(spec.key, 0.95))
        return found

    def _is_foreign_context(self, above: list[str]) -> bool:
        return any(word in heading_key(text) for text in above for word in self._others)

    def _under_parent(self, above: list[str], leaf: str) -> list[Candidate]:
        """Columns below a field's own heading: its options to tick, or year, month and day."""
        for parent in reversed(above):
            exact = self._exact([], parent) or self._loose([], parent)
            spec = self.schema.field(exact[0].field) if exact else None
            if spec is None:
                continue
            if spec.kind == "date" and (part := _DATE_PARTS.get(heading_key(leaf))):
                return [Candidate(spec.key, 0.95, part)]
            if spec.options and heading_key(leaf) != heading_key(parent):
                option = next(
                    (
                        hit[1]
                        for word in variants(leaf)
                        if (hit := self._options.get(word)) and hit[0] == spec
                    ),
                    None,
                )
                # A heading that is no known option stays itself: 其他（请注明） is an answer too.
                return [Candidate(spec.key, 0.95 if option else 0.55, "tick", option or leaf)]
        return []

    def _lone_option(self, leaf: str) -> list[Candidate]:
        for word in variants(re.sub("^是否(?:为|是|属于)?", "", heading_key(leaf))):
            if word in self._options:
                spec, option = self._options[word]
                return [Candidate(spec.key, 0.5, "tick", option)]
        return []

    def _turned(self, above: list[str], leaf: str) -> list[Candidate]:
        """联系电话 → 监护人: the group stands below the field."""
        group = self.group_of(leaf)
        if group:
            for word in variants(above[-1]):
                if spec := self._in_group.get((group, word)):
                    return [Candidate(spec.key, 0.85)]
        return []

    def _loose(self, above: list[str], leaf: str) -> list[Candidate]:
        """Starts or ends with a known word; never across a word for somebody else."""
        group = self._context(above)
        if group is None and self._is_foreign_context(above):
            return []
        best: tuple[int, FieldSpec] | None = None
        for word in variants(leaf):
            for alias, spec in self._alone.items():
                rest = self._rest(word, alias)
                if rest is None or (group and spec.group != group):
                    continue
                if best is None or len(alias) > best[0]:
                    best = (len(alias), spec)
        return [Candidate(best[1].key, LOOSE)] if best else []

    def _rest(self, word: str, alias: str) -> str | None:
        """What the heading has besides the known word, if that may be overlooked."""
        if not 0 < len(word) - len(alias) <= _LOOSE_EXTRA or alias in self._group_words:
            return None
        if word.startswith(alias):
            rest = word.removeprefix(alias)
        elif word.endswith(alias):
            rest = word.removesuffix(alias)
        else:
            return None
        if len(alias) < _SHORT:
            return rest if _HARMLESS.fullmatch(rest) or self.group_of(rest) == "" else None
        return None if self._is_foreign(rest) else rest
