"""What boto3 and moto know of AWS: a second source for the facts of `iamsim.aws`."""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib.resources import files
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data

MANAGED_POLICIES: dict[str, Any] = json.loads(aws_managed_policies_data)
"""By name: AWS's managed policies, as moto has recorded them."""


@cache
def service_model(service: str) -> dict[str, Any]:
    """Return AWS's own description of a service's API, as botocore carries it."""
    newest = max((files("botocore") / "data" / service).iterdir(), key=lambda folder: folder.name)
    model: dict[str, Any] = json.loads(gzip.decompress((newest / "service-2.json.gz").read_bytes()))
    return model
