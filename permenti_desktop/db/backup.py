"""Backups."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup."""

    path: Path


def backups_of(path: Path) -> tuple[Backup, ...]:
    """none yet"""
    return ()


def back_up_file(path: Path, key: bytes, *, reason: str) -> None:
    """none yet"""
