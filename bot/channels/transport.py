"""HTTP to a Bot API server over aiohttp, in the form python-telegram-bot asks of a transport."""

import io
import re
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.answers import parse, retry_after_of
from storage.compact import to_json

if TYPE_CHECKING:
    # python-telegram-bot asks for this type and has it nowhere public.
    from telegram._utils.types import ODVInput

# What people call their files, and what their phones say is in them, is not ours to trust.
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f"\\\ud800-\udfff]')
_MIME = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)

CONNECT_TIMEOUT = 10.0
CALL_TIMEOUT = 30.0
UPLOAD_TIMEOUT = 120.0
# The Bot API gives no larger files out; a server that does is not let into our memory.
MOST_BYTES = 20 * 1024 * 1024


class NotSent(NetworkError):
    """The server was never reached, so nothing can have happened there."""


class AiohttpRequest(BaseRequest):
    """A transport with a pool of `size` kept-alive connections.

    `call` is the short way for calls that are JSON already; `do_request` serves
    python-telegram-bot's own methods over the same pool, and keeps from them what they would not
    understand.
    """

    def __init__(self, size: int = 256) -> None:
        self._size = size
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return CALL_TIMEOUT

    async def initialize(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._size, ttl_dns_cache=300)
            self._session = aiohttp.ClientSession(
                connector=connector,
                json_serialize=to_json,
                auto_decompress=True,
                headers={"Accept": "application/json"},
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(
        self, url: str, params: Mapping[str, object], *, timeout: float | None = None
    ) -> tuple[int, bytes]:
        """POST parameters as JSON; returns the status and the body.

        Raises NotSent if no connection came about, TimedOut or NetworkError if the answer got
        lost: then the call may have been carried out.
        """
        return await self._request(
            "POST",
            url,
            CALL_TIMEOUT if timeout is None else timeout,
            data=to_json(params).encode(),
            headers={"Content-Type": "application/json"},
        )

    async def upload(
        self,
        url: str,
        params: Mapping[str, object],
        files: Mapping[str, tuple[str, bytes, str]],
    ) -> tuple[int, bytes]:
        """POST parameters and files (name → file name, bytes, MIME type) as a form."""
        fields = {
            name: value if isinstance(value, str) else to_json(value)
            for name, value in params.items()
        }
        return await self._request("POST", url, UPLOAD_TIMEOUT, data=_form(fields, files))

    async def fetch(self, url: str) -> tuple[int, bytes]:
        """GET a file; one of more than MOST_BYTES is as good as refused with the status 413. Raises
        as `call` does."""
        return await self._request("GET", url, UPLOAD_TIMEOUT, most=MOST_BYTES)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
        write_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
        connect_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
        pool_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        data: aiohttp.FormData | None = None
        if request_data is not None:
            data = _form(request_data.json_parameters, request_data.multipart_data)
        timeout = read_timeout if isinstance(read_timeout, int | float) else CALL_TIMEOUT
        status, body = await self._request(method, url, timeout, data=data)
        answer = parse(body)
        if answer is None:
            raise NetworkError(f"HTTP {status}, and not in the words of the Bot API")
        if retry_after_of(answer) is not None:
            raise NetworkError("asked to wait")
        return status, body

    async def _request(
        self, method: str, url: str, timeout: float, most: int | None = None, **kwargs: Any
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NotSent("the transport is closed")
        limits = aiohttp.ClientTimeout(
            total=timeout + CONNECT_TIMEOUT, sock_connect=CONNECT_TIMEOUT, sock_read=timeout
        )
        try:
            # A Bot API server redirects nobody; who does (a hotspot's sign-in page) gets no token.
            async with self._session.request(
                method, url, timeout=limits, allow_redirects=False, **kwargs
            ) as response:
                if most is None:
                    return response.status, await response.read()
                body = bytearray()
                async for chunk in response.content.iter_any():
                    body += chunk
                    if len(body) > most:
                        return 413, b""
                return response.status, bytes(body)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            # The URL holds the token: it stays out of every message and log.
            raise NotSent(type(error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None


def _form(
    fields: Mapping[str, str], files: Mapping[str, tuple[str, bytes | IO[bytes], str]]
) -> aiohttp.FormData:
    # Unquoted, because Telegram shows a file's name as it came; so it must not break the header.
    form = aiohttp.FormData(fields, quote_fields=False)
    for name, (file_name, content, mime) in files.items():
        form.add_field(
            name,
            io.BytesIO(content) if isinstance(content, bytes) else content,
            filename=_NOT_IN_NAMES.sub("_", file_name),
            content_type=mime if _MIME.fullmatch(mime) else "application/octet-stream",
        )
    return form
