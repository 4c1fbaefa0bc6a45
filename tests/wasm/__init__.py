"""Tests of the binary format."""
