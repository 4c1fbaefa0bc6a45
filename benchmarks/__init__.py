"""Benchmarks of wasmloop against the engines' own calls and asyncio's own timers.

Run from a checkout, since the guests are those of the tests: ``python -m benchmarks``.
"""
