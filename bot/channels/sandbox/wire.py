"""Reading a Bot API request in any of the four ways Telegram accepts, and writing its answer."""

from __future__ import annotations

import json
import re

from aiohttp import BodyPartReader, web

from bot.channels.sandbox.limits import too_big
from bot.channels.sandbox.schema import from_form, load
from bot.channels.sandbox.shapes import Json, Refused, Upload, bad_request

BIGGEST_BODY = 60_000_000
_MIME = re.compile(r"[\w.+-]+/[\w.+-]+")


async def read_call(request: web.Request, method: str) -> tuple[Json, dict[str, Upload]]:
    """The parameters of the call, typed as the method expects them, and its files.

    A query string, an urlencoded form, JSON and multipart are read; a file that comes under the
    name of a parameter becomes ``attach://name``, as if it had been attached.
    """
    params = from_form(method, dict(request.query))
    if not request.can_read_body:
        return params, {}
    try:
        body, files = await _read_body(request, method)
    except web.HTTPRequestEntityTooLarge as error:
        raise too_big(request.content_length or BIGGEST_BODY, BIGGEST_BODY // 1_000_000) from error
    except ValueError as error:
        raise bad_request("can't parse the body") from error
    return {**params, **body}, files


async def _read_body(request: web.Request, method: str) -> tuple[Json, dict[str, Upload]]:
    match request.content_type:
        case "application/json":
            return await _read_body_json(request, method), {}
        case "application/x-www-form-urlencoded":
            form = await request.post()
            texts = {name: text for name, text in form.items() if isinstance(text, str)}
            return from_form(method, texts), {}
        case "multipart/form-data":
            fields, files = await read_multipart(request)
            params = from_form(method, fields)
            known = load().methods.get(method, {})
            params.update({name: f"attach://{name}" for name in files if name in known})
            return params, files
        case other:
            raise bad_request(f"the body is of an unknown type, {other}")


async def _read_body_json(request: web.Request, method: str) -> Json:
    try:
        body: object = await request.json()
    except ValueError as error:
        raise bad_request("can't parse the body as JSON") from error
    if not isinstance(body, dict):
        raise bad_request("the body must be a JSON object")
    return read_json(method, body)


def read_json(method: str, body: Json) -> Json:
    """The parameters of a call that came as JSON: any of them may be a text that holds JSON."""
    texts = {name: value for name, value in body.items() if isinstance(value, str)}
    return {**body, **from_form(method, texts)}


async def read_multipart(request: web.Request) -> tuple[dict[str, str], dict[str, Upload]]:
    """The fields and the files of a multipart form; a repeated file is numbered: name, name#2."""
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    total = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise bad_request("can't parse the multipart form")
        data = bytes(await part.read(decode=True))
        total += len(data)
        if total > BIGGEST_BODY:
            raise too_big(total, BIGGEST_BODY // 1_000_000)
        if part.filename is None:
            fields[part.name] = data.decode()
            continue
        place = 1 + sum(name.partition("#")[0] == part.name for name in files)
        name = part.name if place == 1 else f"{part.name}#{place}"
        mime = part.headers.get("Content-Type", "").partition(";")[0].strip()
        if not _MIME.fullmatch(mime):
            mime = "application/octet-stream"
        files[name] = Upload(part.filename or "file", mime, data)
    return fields, files


def accepted(result: object) -> Json:
    """The answer to a call that was carried out."""
    return {"ok": True, "result": result}


def refused(refusal: Refused) -> Json:
    """The answer to a call that was not."""
    answer: Json = {
        "ok": False,
        "error_code": refusal.code,
        "description": refusal.description,
    }
    if refusal.parameters:
        answer["parameters"] = refusal.parameters
    return answer


def reply(answer: Json) -> web.Response:
    """The answer as Telegram writes it, all ASCII (so half an emoji is no trouble), with the HTTP
    status equal to its error code."""
    code = answer.get("error_code", 200)
    return web.Response(
        body=json.dumps(answer, separators=(",", ":")).encode(),
        status=code if isinstance(code, int) else 200,
        content_type="application/json",
    )
