"""Files of a tenant, in GridFS: they stream in and out, RPC and messages carry their ids only."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import gridfs
from pymongo.database import Database

from multaqa.errors import NotFound, TooLarge
from multaqa.ids import new_id
from multaqa.store.client import Document

CHUNK = 255 * 1024
LARGEST = 50 * 1024 * 1024


class FileStore:
    """What one tenant has stored; another tenant's id is an id that does not exist."""

    def __init__(self, database: Database[Document], tenant: str) -> None:
        self._bucket = gridfs.GridFSBucket(database)
        self._files = database["fs.files"]
        self._tenant = tenant

    def put(self, pieces: Iterable[bytes], name: str, media_type: str, *, largest: int = LARGEST) -> dict[str, Any]:
        """Store a stream of pieces; its id, name, size (octets), digest (SHA-256, hex) and media type.

        Raises TooLarge past `largest` octets; nothing is kept then.
        """
        id, digest, size = new_id(), hashlib.sha256(), 0
        metadata = {"tenant": self._tenant, "media_type": media_type}
        with self._bucket.open_upload_stream_with_id(id, name, chunk_size_bytes=CHUNK, metadata=metadata) as upload:
            for piece in pieces:
                size += len(piece)
                if size > largest:
                    upload.abort()
                    raise TooLarge("file.too_large", f"A file has {largest} octets at most.", largest=largest)
                digest.update(piece)
                upload.write(piece)
        self._files.update_one({"_id": id}, {"$set": {"metadata.digest": digest.hexdigest()}})
        return self.describe(id)

    def describe(self, id: str) -> dict[str, Any]:
        row = self._mine(id)
        metadata = row["metadata"]
        return {
            "id": id,
            "name": row["filename"],
            "size": row["length"],
            "digest": metadata["digest"],
            "media_type": metadata["media_type"],
        }

    def open(self, id: str) -> Iterator[bytes]:
        """The file's pieces, in order."""
        self._mine(id)
        with self._bucket.open_download_stream(id) as download:
            while piece := download.read(CHUNK):
                yield piece

    def remove(self, id: str) -> None:
        self._mine(id)
        self._bucket.delete(id)

    def _mine(self, id: str) -> Document:
        row = self._files.find_one({"_id": id, "metadata.tenant": self._tenant})
        if row is None:
            raise NotFound("file.not_found", "There is no file with this id.", id=id)
        return row
