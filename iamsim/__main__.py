"""`python -m iamsim` is `iamsim`."""

from __future__ import annotations

from iamsim.cli import main

raise SystemExit(main())
