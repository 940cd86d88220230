"""How much memory this process holds, from the kernel's own account."""

import os
from pathlib import Path

MB = 1024 * 1024


def resident() -> float:
    """Resident memory of this process now, in MB (2^20 bytes)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MB


def peak() -> float:
    """The most this process ever had resident, in MB (2^20 bytes)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise ValueError("the kernel gives no VmHWM")
