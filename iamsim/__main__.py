"""`python -m iamsim` is `iamsim`."""

from iamsim.cli import main

raise SystemExit(main())
