"""Build hook of the wheel: add the course, as learners get it, in iamsim/_course."""

from __future__ import annotations

import shutil
import sys
import tempfile
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CourseHook(BuildHookInterface[Any]):
    """Put lessons without outputs and exercises into the wheel; an editable install reads the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the course into a temporary folder and tell the build to include it."""
        if version == "editable":
            return
        root = Path(self.root)
        self.folder = Path(tempfile.mkdtemp(prefix="iamsim-"))
        for name, text in _course_files(root).learner_files(root):
            file = self.folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        build_data["force_include"][str(self.folder)] = "iamsim/_course"

    def finalize(self, version: str, *_: object) -> None:
        """Remove the temporary folder."""
        if version != "editable":
            shutil.rmtree(self.folder)


def _course_files(root: Path) -> ModuleType:
    """Return iamsim.learning.copies, loaded from its file: the package is not installed while it is built."""
    spec = spec_from_file_location("course_files", root / "iamsim" / "learning" / "course_files.py")
    if spec is None or spec.loader is None:
        raise ImportError(root)
    module = module_from_spec(spec)
    sys.modules["course_files"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module
