"""What a process has freed is not kept from others."""

import subprocess
import sys

import pytest

BLOCKS_BETWEEN_SMALL_ONES = """
import psutil
from shared import memory
{begin}
bytearray(1_000_000)  # after such a one glibc lays smaller ones among small ones
before = psutil.Process().memory_info().rss
pairs = [(bytearray(8 * memory.LARGE), bytearray(1_000)) for _ in range(200)]
pairs = [small for _, small in pairs]
print(psutil.Process().memory_info().rss - before)
"""


def kept_after(begin: str) -> int:
    """Bytes that a process keeps of 50 MiB, all freed, beside 0.2 that it goes on to use."""
    program = BLOCKS_BETWEEN_SMALL_ONES.format(begin=begin)
    return int(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="another C library has ways of its own")
def test_large_blocks_are_given_back_though_small_ones_between_them_stay() -> None:
    assert kept_after("memory.give_back_large_blocks()") < 8_000_000 < kept_after("")
