"""What Jupyter starts, watches, interrupts and ends a warm kernel with."""

from __future__ import annotations

import asyncio
import os
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from helpers.run.kernel.parent import fork_kernel
from helpers.run.threads import single_threaded

NAME = "qd45-warm"
#: How often the end of a kernel that was asked to end is looked for, and how long within one question [s].
STEP_S, WHILE_S = 0.002, 0.1


class WarmProvisioner(LocalProvisioner):
    """Jupyter's own provisioner of local kernels, but for the launch: a fork where there can be one.

    Ports, keys and the connection file, signals to the group of the kernel, and waiting are Jupyter's.
    """

    _ending = False

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict:
        """Launch a kernel from the warm parent, or a plain one."""
        self._ending = False
        self.process = self._forked(cmd, **self._scrub_kwargs(kwargs))
        if self.process is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd", Path.cwd())
        return self.connection_info

    def _forked(self, cmd, *, env=None, cwd=None, stdin=None, stdout=None, stderr=None, independent=False, **others):
        numbers = [_number(stream, usual) for stream, usual in ((stdout, 1), (stderr, 2))]
        # A kernel that outlives its owner, pipes to it, and options of Popen that a fork does not know.
        if independent or stdin is not None or None in numbers or others:
            return None
        folder = os.path.realpath(cwd or os.getcwd())
        return fork_kernel(cmd, single_threaded(os.environ if env is None else env), folder, *numbers)

    async def shutdown_requested(self, restart: bool = False) -> None:
        """Note that the kernel was asked to end."""
        self._ending = True

    async def poll(self) -> int | None:
        """Return the status of the kernel, None while it runs; of one that is ending, as soon as it is there."""
        status, waited = await super().poll(), 0.0
        while status is None and self._ending and waited < WHILE_S:
            await asyncio.sleep(STEP_S)
            status, waited = await super().poll(), waited + STEP_S
        return status


def _number(stream: Any, usual: int) -> int | None:
    if stream is None:
        return usual
    number = stream if isinstance(stream, int) else stream.fileno()
    return number if number >= 0 else None  # the marks of subprocess: PIPE, STDOUT, DEVNULL


def register() -> None:
    """Make the provisioner known to Jupyter where the installed package does not say so."""
    group, place = KernelProvisionerFactory.GROUP_NAME, f"{__name__}:{WarmProvisioner.__name__}"
    KernelProvisionerFactory.provisioners.setdefault(NAME, EntryPoint(NAME, place, group))
