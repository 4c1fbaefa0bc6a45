"""A machine of closures, timers, promises and structs, compared step by step with a model."""
