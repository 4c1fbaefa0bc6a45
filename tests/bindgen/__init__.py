"""Tests of what wasm-bindgen left in a module."""
