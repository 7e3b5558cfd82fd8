"""What our Papermill engine runs a notebook with: a manager of warm kernels and clients that do not idle."""

from __future__ import annotations

import asyncio
import time
from queue import Empty

from jupyter_client import AsyncKernelClient, AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient

from helpers.run.kernel.provisioner import NAME, register

#: How long a message is waited for before it is asked whether the kernel lives [s].
ASK_S = 0.25
#: How long a cell over its time limit may take to stop when it is interrupted, before its kernel is ended [s].
STOP_S = 5.0


class ReadyClient(AsyncKernelClient):
    """A client that is ready once both channels have answered the question that Jupyter's own client asks.

    Jupyter's waits for 0.2 s of silence on the channel of outputs; here the end of an answer has been seen on it,
    so that the subscription is known to work. What is left of other answers nbclient does not take for its own.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers.

        Raises
        ------
        RuntimeError : it died, or did not answer within ``timeout`` [s].
        """
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        asked, reply, idle = set(), None, None
        while time.monotonic() < end:
            asked.add(self.kernel_info())
            reply = reply or await _next(self.shell_channel, lambda got: got["msg_type"] == "kernel_info_reply")
            idle = idle or await _next(self.iopub_channel, lambda got: _is_idle(got, asked))
            if reply and idle:
                self._handle_kernel_info_reply(reply)
                return
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
        raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")


def _is_idle(message: dict, asked: set[str]) -> bool:
    # Of any of the questions: the first may be answered before the subscription works.
    about = message["content"].get("execution_state")
    return about == "idle" and message["parent_header"].get("msg_id") in asked


async def _next(channel, fits) -> dict | None:
    """Return the next message that fits, None after a silence."""
    while True:
        try:
            message = await channel.get_msg(timeout=ASK_S)
        except Empty:
            return None
        if fits(message):
            return message


class WarmManager(AsyncKernelManager):
    """Jupyter's manager, with the warm provisioner for a kernel that names no other."""

    client_class = f"{__name__}.ReadyClient"
    client_factory = ReadyClient

    @property
    def kernel_spec(self):
        """The specification of the kernel, with its provisioner."""
        spec = super().kernel_spec
        if spec is not None:
            register()
            spec.metadata.setdefault("kernel_provisioner", {"provisioner_name": NAME})
        return spec


class NotebookRun(PapermillNotebookClient):
    """Papermill's client; a cell whose kernel died or that would not stop says so in its own outputs."""

    def execute_cell(self, cell, index, *args, **kwargs):
        """Execute a cell.

        Raises
        ------
        DeadKernelError, CellTimeoutError : the kernel died, or had to be ended to stop the cell.
        """
        try:
            return super().execute_cell(cell, index, *args, **kwargs)
        except (DeadKernelError, CellTimeoutError) as error:
            name = type(error).__name__
            cell.outputs.append(new_output("error", ename=name, evalue=str(error), traceback=[f"{name}: {error}"]))
            self.nb_man.cell_exception(cell, cell_index=index, exception=error)
            raise

    async def _async_handle_timeout(self, timeout, cell=None):
        """Interrupt the cell if asked to; end the kernel if that does not stop it, where nbclient waits for ever."""
        if not self.interrupt_on_timeout:
            return await super()._async_handle_timeout(timeout, cell)
        await self.km.interrupt_kernel()
        end = time.monotonic() + STOP_S
        while time.monotonic() < end:
            if await self.kc.shell_channel.msg_ready() or not await self.km.is_alive():
                return None
            await asyncio.sleep(0.01)
        await self.km.shutdown_kernel(now=True)
        raise CellTimeoutError.error_from_timeout_and_cell("Cell execution timed out", timeout, cell)
