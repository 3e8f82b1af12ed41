"""What each room publishes and subscribes to, read without importing the room."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Manifest:
    """The types on one room's side of the bus; `public` ones reach subscribers outside the platform."""

    room: str
    publishes: tuple[str, ...] = ()
    subscribes: tuple[str, ...] = ()
    public: tuple[str, ...] = ()

    @classmethod
    def read(cls, path: Path) -> "Manifest":
        """Read one `manifest.yml`."""
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
        types = {name: tuple(written.get(name) or ()) for name in ("publishes", "subscribes", "public")}
        return cls(room=written["room"], **types)


def load_manifests(packages: Iterable[str]) -> tuple[Manifest, ...]:
    """Read the `manifest.yml` of packages such as `services.partners`; their code is not executed."""
    return tuple(Manifest.read(_folder(package) / "manifest.yml") for package in packages)


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{package} is not a package")
    return Path(next(iter(spec.submodule_search_locations)))
