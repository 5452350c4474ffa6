"""For what computers the offline package is made, and what uv and pip call them."""

from __future__ import annotations

from enum import StrEnum


class Platform(StrEnum):
    """A system with its processor."""

    WINDOWS = "windows"
    LINUX = "linux-x86_64"
    LINUX_ARM = "linux-aarch64"

    @property
    def machine(self) -> str:
        """The processor, as Linux calls it."""
        return self.value.partition("-")[2]

    @property
    def uv_name(self) -> str:
        """Uv's name of it; 麒麟 V10 and 统信 V20 have the glibc that these wheels ask for."""
        return f"{self.machine}-manylinux_2_28" if self.machine else "windows"

    @property
    def pip_tags(self) -> tuple[str, ...]:
        """Pip's names of what runs there."""
        if not self.machine:
            return ("win_amd64",)
        kinds = ("manylinux_2_28", "manylinux_2_17", "manylinux2014", "manylinux_2_5", "manylinux1")
        return tuple(f"{kind}_{self.machine}" for kind in kinds)
