"""One running guest: its environment, closures, objects and exports."""
