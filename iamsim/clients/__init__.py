"""boto3's face on `operations`, the account's way through time, and the same calls for a shell."""

from __future__ import annotations

from iamsim.clients.asking import as_cli
from iamsim.clients.boto import Client, client

__all__ = ["Client", "as_cli", "client"]
