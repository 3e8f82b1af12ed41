"""What staff is answered: an entity's details, and the version under which it is changed."""


def versioned(entity):
    return {**entity.details(), "version": entity.version}


def listed(page):
    return {"items": [versioned(entity) for entity in page.items], "next": page.next}


def narrowed(**asked):
    """A filter of what was asked for; what was left out narrows nothing."""
    return {name: value for name, value in asked.items() if value is not None}
