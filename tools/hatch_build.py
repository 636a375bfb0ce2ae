"""Part of building the wheel: compiles the translations and puts them and the resources into the package."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ShippedFiles(BuildHookInterface[Any]):
    """Hatchling calls ``initialize`` before it packs the wheel or installs from the working copy."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        compile_all = runpy.run_path(str(root / "tools" / "translations.py"))["compile_all"]
        compiled = compile_all(root / "translations")
        if version == "editable":
            return  # there the program reads both from the working copy
        inside = build_data["force_include"]
        inside[str(root / "resources")] = "permenti_desktop/resources"
        for language, file in compiled.items():
            inside[str(file)] = f"permenti_desktop/translations/{language}/LC_MESSAGES/{file.name}"
