"""A proxy that makes loopback as slow as a distant server: every byte arrives later, and a new connection costs a round trip first."""
import asyncio
import threading


class SlowLink:
    """Forwards connections to a port of this machine. Bytes are delayed, not slowed down: what is sent together arrives together."""

    def __init__(self, port, round_trip):
        self._target = port
        self._half = round_trip / 2
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", 0))
        self.port = self._server.sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    async def _accept(self, reader, writer):
        # The handshake of TCP is over when the proxy hears of it, so it is paid here.
        await asyncio.sleep(self._half * 2)
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        await asyncio.gather(self._carry(reader, far_writer), self._carry(far_reader, writer), return_exceptions=True)

    async def _carry(self, reader, writer):
        queue = asyncio.Queue()

        async def deliver():
            while (item := await queue.get()) is not None:
                due, data = item
                await asyncio.sleep(max(0, due - self._loop.time()))
                writer.write(data)
                await writer.drain()
            writer.close()

        delivery = asyncio.ensure_future(deliver())
        try:
            while data := await reader.read(1 << 16):
                queue.put_nowait((self._loop.time() + self._half, data))
        finally:
            queue.put_nowait(None)
            await delivery

    def close(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
