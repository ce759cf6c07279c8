"""A small reader of OLE2 compound files: enough to find a stream and to refuse macros."""

from __future__ import annotations

import struct

from .problems import UnreadableFile

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # this value and above are markers, not sectors
_MINI_LIMIT = 4096


class CompoundFile:
    """Sources: [MS-CFB] 2.2 header, 2.3 FAT, 2.4 mini FAT, 2.6 directory."""

    def __init__(self, data: bytes) -> None:
        try:
            self._load(data)
        except (struct.error, IndexError) as error:
            raise UnreadableFile("damaged") from error

    def _load(self, data: bytes) -> None:
        self._data = data
        self._size = 1 << struct.unpack_from("<H", data, 30)[0]
        if self._size not in (512, 4096):
            raise UnreadableFile("damaged")
        directory, mini_fat, difat, difat_count = (
            struct.unpack_from("<I", data, offset)[0] for offset in (48, 60, 68, 72)
        )
        sectors = [s for s in struct.unpack_from("<109I", data, 76) if s < _END]
        while difat < _END and difat_count > 0:
            entries = struct.unpack(f"<{self._size // 4}I", self._sector(difat))
            sectors += [s for s in entries[:-1] if s < _END]
            difat, difat_count = entries[-1], difat_count - 1
        self._fat = self._words(b"".join(self._sector(sector) for sector in sectors))
        self._mini_fat = self._words(self._chain(mini_fat)) if mini_fat < _END else ()
        self.entries = self._directory(self._chain(directory))
        self._mini = self._chain(self._root_start) if self._root_start < _END else b""

    @staticmethod
    def _words(data: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size].ljust(self._size, b"\x00")

    def _chain(self, sector: int) -> bytes:
        parts, seen = [], set()
        while sector < _END:
            if sector in seen or sector >= len(self._fat):
                raise UnreadableFile("damaged")
            seen.add(sector)
            parts.append(self._sector(sector))
            sector = self._fat[sector]
        return b"".join(parts)

    def _directory(self, data: bytes) -> dict[str, tuple[int, int]]:
        entries: dict[str, tuple[int, int]] = {}
        self._root_start = _END
        for offset in range(0, len(data) - 127, 128):
            length, kind = struct.unpack_from("<HB", data, offset + 64)
            if kind not in (1, 2, 5):
                continue
            name = data[offset : offset + max(length - 2, 0)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", data, offset + 116)
            if kind == 5:
                self._root_start = start
            else:
                entries.setdefault(name, (start, size))
        return entries

    def stream(self, name: str) -> bytes:
        start, size = self.entries[name]
        if size >= _MINI_LIMIT:
            return self._chain(start)[:size]
        parts, seen = [], set()
        while start < _END:
            if start in seen or start >= len(self._mini_fat):
                raise UnreadableFile("damaged")
            seen.add(start)
            parts.append(self._mini[start * 64 : start * 64 + 64])
            start = self._mini_fat[start]
        return b"".join(parts)[:size]
