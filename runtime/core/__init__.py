"""Pure state machines: they know neither an engine nor asyncio."""
