"""A small reader of OLE2 compound files: enough to find a stream and to refuse macros."""

from __future__ import annotations

import struct

from .problems import UnreadableFile

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # this value and above are markers, not sectors
_MINI_LIMIT = 4096


_BIG_SECTOR = 4096
_FREE, _CHAIN_END, _FAT_SECTOR, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def build_compound(name: str, stream: bytes) -> bytes:
    """A plain compound file with one stream: sector 0 the directory, then the stream, the FAT."""
    padded = stream.ljust(max(len(stream), _MINI_LIMIT), b"\x00")
    count = -(-len(padded) // _BIG_SECTOR)
    entries = _BIG_SECTOR // 4
    fat_count = -(-(1 + count) // (entries - 1)) + 1
    fat = [_CHAIN_END, *range(2, count + 1), _CHAIN_END, *[_FAT_SECTOR] * fat_count]
    fat += [_FREE] * (fat_count * entries - len(fat))
    header = bytearray(_BIG_SECTOR)
    header[:8] = SIGNATURE
    struct.pack_into("<HHHHH", header, 24, 0x3E, 4, 0xFFFE, 12, 6)
    struct.pack_into("<III", header, 40, 1, fat_count, 0)
    struct.pack_into("<IIIIII", header, 52, 0, _MINI_LIMIT, _CHAIN_END, 0, _CHAIN_END, 0)
    places = [1 + count + index for index in range(fat_count)]
    struct.pack_into("<109I", header, 76, *places, *[_FREE] * (109 - fat_count))
    # calamine wants a mini stream to exist; of size 0 it may as well start at the directory.
    root = _directory_entry("Root Entry", 5, 1, 0, 0)
    only = _directory_entry(name, 2, _NONE, 1, len(padded))
    body = padded.ljust(count * _BIG_SECTOR, b"\x00")
    table = struct.pack(f"<{len(fat)}I", *fat)
    return bytes(header) + (root + only).ljust(_BIG_SECTOR, b"\x00") + body + table


def _directory_entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    entry = bytearray(128)
    encoded = name.encode("utf-16-le")
    entry[: len(encoded)] = encoded
    struct.pack_into("<HBBIII", entry, 64, len(encoded) + 2, kind, 1, _NONE, _NONE, child)
    struct.pack_into("<IQ", entry, 116, start, size)
    return bytes(entry)


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
