"""No word about a person in any file but the encrypted ones, nor in any error text (SAFETY, tests 6 and 20)."""

from pathlib import Path

from tests.db.leaks import error_scan, leak_scan, words


def test_no_canary_in_any_file_the_program_ever_wrote(tmp_path: Path) -> None:
    found = leak_scan(1, tmp_path)
    assert found.losses == ()
    assert len(words()) > 20
    assert found.control >= 20  # the same search finds them in an unprotected copy


def test_no_canary_in_any_error_text_or_log(tmp_path: Path) -> None:
    found = error_scan(1, tmp_path)
    assert found.losses == ()
    assert found.control >= 20
