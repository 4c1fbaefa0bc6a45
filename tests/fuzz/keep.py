"""Pack a folder of inputs into a corpus: `python -m tests.fuzz.keep TARGET FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.fuzz.corpus import pack, packed

if __name__ == "__main__":
    target, folder = sys.argv[1], Path(sys.argv[2])
    inputs = [path.read_bytes() for path in folder.iterdir()]
    pack(target, inputs)
    print(f"{len(inputs)} inputs, {packed(target).stat().st_size} bytes packed")
