"""The Rust guests of the tests: their sources, what was built of them, and how."""
