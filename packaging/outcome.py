"""What the tests of built programs found: one line for each, and at the end how many failed."""

from __future__ import annotations

from dataclasses import dataclass, field

from workshop import say


@dataclass
class Outcome:
    good: int = 0
    failed: list[str] = field(default_factory=list)

    def tell(self, what: str, is_good: bool, detail: str = "") -> None:
        """Note and say one result; the detail is shown where it failed."""
        if is_good:
            self.good += 1
            say(f"ok    {what}")
            return
        self.failed.append(what)
        say(f"FAIL  {what}")
        self.quote(detail)

    def quote(self, text: str) -> None:
        """Show the words of a program, moved to the right."""
        for line in text.strip().splitlines()[-25:]:
            say(f"      | {line[:220]}")
