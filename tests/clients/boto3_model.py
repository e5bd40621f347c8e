"""botocore's model of IAM and STS, which boto3 checks calls by, beside our operations."""

from __future__ import annotations

import botocore.model
import botocore.session
import pytest

from iamsim.clients import IAM, STS, Operation
from iamsim.clients.boto3_client import operation_title

SESSION = botocore.session.get_session()
MODELS = {service: SESSION.get_service_model(service) for service in ("iam", "sts")}
CALLS = [("iam", name) for name in IAM] + [("sts", name) for name in STS]
ALL = [pytest.param(service, name, id=name) for service, name in CALLS]
PAGINATORS = SESSION.get_component("data_loader").load_service_model("iam", "paginators-1")["pagination"]


def boto3_operation(service: str, name: str) -> botocore.model.OperationModel:
    """boto3's description of a call."""
    return MODELS[service].operation_model(operation_title(name))


def our_operation(service: str, name: str) -> Operation:
    return {"iam": IAM, "sts": STS}[service][name]


def input_shape(service: str, name: str) -> botocore.model.StructureShape:
    shape = boto3_operation(service, name).input_shape
    assert shape is None or isinstance(shape, botocore.model.StructureShape)
    return shape or botocore.model.StructureShape("Empty", {"type": "structure", "members": {}})
