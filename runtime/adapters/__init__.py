"""Descriptors turned into Python functions that convert and cross."""
