"""As much of S3 as photos need, over HTTP on loopback: whoever does not sign is not answered."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from deploy.local import processes

KEY_ID, REGION = "kunci-uji", "ap-southeast-3"
SIGNED = re.compile(
    rf"AWS4-HMAC-SHA256 Credential={KEY_ID}/\d{{8}}/{REGION}/s3/aws4_request, ?"
    r"SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*, ?Signature=[0-9a-f]{64}"
)
HEADERS = {"etag": '"1"', "last-modified": "Tue, 24 Nov 2026 01:00:00 GMT"}


@dataclass
class Bucket:
    """What was put and not deleted, by path."""

    port: int
    objects: dict[str, bytes] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path = request.url.path
        if not SIGNED.fullmatch(request.headers.get("authorization", "")):
            return Response("<Error><Code>AccessDenied</Code></Error>", 403)
        if request.method == "PUT":
            self.objects[path] = await request.body()
            return Response(headers=HEADERS)
        if request.method == "POST" and "delete" in request.query_params:
            return self._delete(path, (await request.body()).decode())
        if path not in self.objects:
            return Response("<Error><Code>NoSuchKey</Code></Error>", 404)
        return Response(self.objects[path], headers=HEADERS, media_type="image/jpeg")

    def _delete(self, bucket: str, asked: str) -> Response:
        """DeleteObjects, by which obstore removes a single one, too."""
        keys = re.findall("<Key>(.*?)</Key>", asked)
        for key in keys:
            self.objects.pop(f"{bucket.rstrip('/')}/{key}", None)
        deleted = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        return Response(f"<DeleteResult>{deleted}</DeleteResult>", media_type="application/xml")


@asynccontextmanager
async def bucket_on_loopback() -> AsyncIterator[Bucket]:
    """A bucket that can be asked."""
    bucket = Bucket(processes.free_port())
    config = uvicorn.Config(bucket, port=bucket.port, log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield bucket
    server.should_exit = True
    await serving
