"""Each import of a guest joined to the Python object that serves it."""
