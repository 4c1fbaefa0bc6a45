"""What a guest does and when, written to a file as it happens: ``profile=``, ``--profile``."""

from __future__ import annotations

from runtime.timeline.present import profile, recorded, recording, step

__all__ = ["profile", "recorded", "recording", "step"]
