"""What has been published, and has changed since."""

from __future__ import annotations

from dataclasses import replace

from xltools.collection.facts import Facts, Field
from xltools.collection.standing import Standing


def with_publication(standing: Standing, facts: Facts) -> Standing:
    """What the office marked as published, and whether it has changed since."""
    marked = facts.decisions.get((standing.name, Field.PUBLISHED)) if standing.body else None
    published = marked.sha256 if marked and marked.value else ""
    changed = _changed_since(published, standing, facts)
    reason = facts.decided(standing.name, Field.REASON, standing.sha256)
    return replace(
        standing,
        published=published,
        published_on=marked.value if marked else "",
        needs_reason=changed and not reason,
        reason=reason if changed else "",
    )


def _changed_since(published: str, standing: Standing, facts: Facts) -> bool:
    """Whether something else was filed than what was published."""
    if not published or standing.chosen is None or published not in facts.judged:
        return False
    return facts.judged[published].content != standing.chosen.judged.content
