"""`python -m gateway FOLDER` writes the documents that the door shows to machines, without a door or a node."""

import sys
from pathlib import Path

from gateway.pages import documents, written
from gateway.routes import ROUTES

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for name, document in documents(ROUTES).items():
    (folder / name).write_text(written(document), encoding="utf-8")
