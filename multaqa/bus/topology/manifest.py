"""What each room publishes and subscribes to, read without importing the room."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import yaml

from multaqa.settings import GATEWAY, ROOMS, package_of


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


def house_manifests() -> tuple[Manifest, ...]:
    """The manifests of every room and of the gateway; each image carries them all."""
    return load_manifests(package_of(room) for room in (*ROOMS, GATEWAY))


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{package} is not a package")
    return Path(next(iter(spec.submodule_search_locations)))
