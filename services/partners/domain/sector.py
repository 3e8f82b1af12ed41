"""Sectors: every tenant starts with the same list and may add its own."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from multaqa.errors import Invalid, Refused
from services.partners.domain.wording import LocalText, fault


@dataclass
class Sector:
    id: str
    code: str
    name: LocalText
    version: int = 0

    def facts(self) -> dict[str, Any]:
        return {"code": self.code, "name": asdict(self.name)}


STARTER_SECTORS = (
    Sector("health", "health", LocalText("Santé", "الصحة")),
    Sector("industry", "industry", LocalText("Industrie", "الصناعة")),
    Sector("building", "building", LocalText("Bâtiment et travaux publics", "البناء والأشغال العمومية")),
    Sector("hospitality", "hospitality", LocalText("Hôtellerie et restauration", "الفندقة والمطاعم")),
    Sector("textile", "textile", LocalText("Textile et habillement", "النسيج والألبسة")),
    Sector("digital", "digital", LocalText("Numérique et intelligence artificielle", "الرقمنة والذكاء الاصطناعي")),
    Sector("agriculture", "agriculture", LocalText("Agriculture et agroalimentaire", "الفلاحة والصناعات الغذائية")),
    Sector("crafts", "crafts", LocalText("Artisanat", "الصناعة التقليدية")),
    Sector("transport", "transport", LocalText("Transport et logistique", "النقل واللوجستيك")),
    Sector("offshoring", "offshoring", LocalText("Offshoring", "ترحيل الخدمات")),
)


class SectorList:
    """The sectors of one tenant: the starter set and what the tenant added."""

    def __init__(self, added: Iterable[Sector] = ()) -> None:
        self.sectors = {sector.code: sector for sector in (*STARTER_SECTORS, *added)}

    def add(self, sector_id: str, code: str, name: LocalText) -> Sector:
        if code in self.sectors:
            raise Refused("sector.already_known", f"The sector {code} is already in the list.", sector=code)
        self.sectors[code] = Sector(sector_id, code, name)
        return self.sectors[code]

    def require(self, named: Iterable[str]) -> None:
        faults = [
            fault(f"/sectors/{place}", "sector.unknown", f"The sector {sector} is not in the tenant's list.")
            for place, sector in enumerate(named)
            if sector not in self.sectors
        ]
        if faults:
            raise Invalid("sector.unknown", "A sector is not in the tenant's list.", errors=faults)
