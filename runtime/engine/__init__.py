"""Engines behind one interface; adapters are imported only when they are chosen."""
