"""How a process locks itself in before it touches a stranger's octets (Linux).

Resource limits, no new privileges, and a seccomp filter (seccomp(2), SECCOMP_MODE_FILTER) that refuses the network,
new processes and threads, signals to others, and every way to write a file. What it refuses fails with EPERM, so that
the library asking gets an ordinary error.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2

_LOAD, _JUMP_EQUAL, _JUMP_ABOVE, _JUMP_BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL_PROCESS, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_EPERM, _ENOSYS = 1, 38
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
#: System calls of the x32 ABI, which would walk around a filter made for x86_64.
_X32 = 0x40000000


@dataclass(frozen=True, slots=True)
class _Machine:
    """The numbers of one architecture (linux/audit.h, asm/unistd.h)."""

    audit: int
    refused: frozenset[int]
    open_flags: Mapping[int, int]
    """Calls that open files, with the place of their flags."""
    prlimit: int
    clone3: int
    execve: int


#: Network, processes, signals, tracing, mounts, keys, modules, io_uring (it walks around the filter), files changed.
_X86_64 = _Machine(
    audit=0xC000003E,
    refused=frozenset(
        {
            *(41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 53, 288, 299, 307),
            *(56, 57, 58, 59, 322),
            *(62, 129, 200, 234, 297, 424),
            *(101, 298, 310, 311, 321, 323, 434, 438),
            *(155, 161, 165, 166, 246, 272, 308, 320, 428, 429, 430, 442),
            *(175, 176, 313, 248, 249, 250),
            *(425, 426, 427),
            *(76, 77, 82, 83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94, 132, 133, 188, 189, 190, 197, 198, 199, 235),
            *(258, 259, 260, 261, 263, 264, 265, 266, 268, 280, 285, 316, 319, 304, 437, 452),
        }
    ),
    open_flags=MappingProxyType({2: 1, 257: 2}),
    prlimit=302,
    clone3=435,
    execve=59,
)
_AARCH64 = _Machine(
    audit=0xC00000B7,
    refused=frozenset(
        {
            *(198, 199, 200, 201, 202, 203, 206, 207, 210, 211, 212, 242, 243, 269),
            *(220, 221, 281),
            *(129, 130, 131, 138, 240, 424),
            *(117, 241, 270, 271, 280, 282, 434, 438),
            *(39, 40, 41, 51, 97, 104, 268, 294, 428, 429, 430, 442),
            *(105, 106, 273, 217, 218, 219),
            *(425, 426, 427),
            *(5, 6, 7, 14, 15, 16, 33, 34, 35, 36, 37, 38, 45, 46, 47, 52, 53, 54, 55, 88, 276, 279, 265, 437, 452),
        }
    ),
    open_flags=MappingProxyType({56: 2}),
    prlimit=261,
    clone3=435,
    execve=221,
)
_MACHINES = {"x86_64": _X86_64, "aarch64": _AARCH64}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def die_with(parent: int) -> None:
    """Be killed when the thread that started us ends, and end now if that has happened already (prctl(2))."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def confine(memory: int, *, to_become_another: bool = False) -> tuple[str, ...]:
    """Lock this process in for good and say with what. `memory` is its whole address space, in octets.

    One that is `to_become_another` may still put another program in its own place (execve(2)), locked in as it is
    itself; it can start none beside it. Where the kernel has no seccomp filter, or we have no table for the machine,
    the rest still holds.
    """
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    limits = ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_NPROC, 0))
    for kind, most in (*limits, (resource.RLIMIT_AS, memory)):
        resource.setrlimit(kind, (most, most))
    # A 32-bit Python on a 64-bit kernel speaks another architecture's numbers.
    machine = _MACHINES.get(platform.machine()) if sys.maxsize > 1 << 32 else None
    allowed = {machine.execve} if machine is not None and to_become_another else set[int]()
    filtered = machine is not None and _filter(_instructions(machine, allowed))
    return ("limits", "no_new_privileges", *(("seccomp",) if filtered else ()))


def allow_processor_time(seconds: int) -> None:
    """Let this process use so many seconds of processor time from now; then the kernel ends it (SIGXCPU)."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + 1 + seconds, hard))


def _prctl(option: int, argument: int, pointer: object = None) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    nothing = ctypes.c_ulong(0)
    return bool(libc.prctl(option, ctypes.c_ulong(argument), pointer or nothing, nothing, nothing) == 0)


def _filter(instructions: bytes) -> bool:
    program = _Program(len(instructions) // 8, instructions)
    return _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program))


def _instructions(machine: _Machine, allowed: Collection[int]) -> bytes:
    """A classic BPF program: one small block a rule, each falling through to the next."""
    return b"".join(
        [
            _step(_LOAD, _ARCHITECTURE),
            _step(_JUMP_EQUAL, machine.audit, 1, 0),
            _step(_RETURN, _KILL_PROCESS),
            _step(_LOAD, _NUMBER),
            _step(_JUMP_ABOVE, _X32, 0, 1),
            _step(_RETURN, _ERRNO | _EPERM),
            *(_refuse(number, _EPERM) for number in sorted(machine.refused.difference(allowed))),
            _refuse(machine.clone3, _ENOSYS),
            *(_refuse_if(number, place, _JUMP_BITS, _WRITING) for number, place in machine.open_flags.items()),
            _refuse_if(machine.prlimit, 0, _JUMP_ABOVE, 1),
            _step(_RETURN, _ALLOW),
        ]
    )


def _refuse(number: int, error: int) -> bytes:
    return _step(_JUMP_EQUAL, number, 0, 1) + _step(_RETURN, _ERRNO | error)


def _refuse_if(number: int, place: int, test: int, value: int) -> bytes:
    """Refuse a call when its argument at `place` passes the test; allow it otherwise."""
    return (
        _step(_JUMP_EQUAL, number, 0, 4)
        + _step(_LOAD, _ARGUMENTS + 8 * place)
        + _step(test, value, 0, 1)
        + _step(_RETURN, _ERRNO | _EPERM)
        + _step(_RETURN, _ALLOW)
    )


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
