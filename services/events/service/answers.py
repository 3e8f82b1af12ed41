"""How desks answer with many."""


def listed(page):
    return {"items": [entity.facts() for entity in page.items], "next": page.next}
