"""Provisional."""
AWS_MANAGED_POLICIES = {}
