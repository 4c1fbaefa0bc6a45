"""The contract of `runtime.engine.interface`, on every engine and crossing."""
