"""URLs (WHATWG URL)."""
