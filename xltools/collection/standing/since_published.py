"""What has been published, and has changed since.

A day of publication is of the content that stood when the office wrote it, if that had come by
then. An earlier day is of the version that stood on it, so that a day entered late or corrected
takes no duty to correct away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from xltools.collection.ledger.facts import Choice, Decision, Facts, Field
from xltools.collection.standing.standing import FileStanding, Standing


def with_publication(standing: Standing, facts: Facts) -> Standing:
    """What the office marked as published, and whether it has changed since."""
    if standing.body is None:
        return standing
    address = facts.decided(standing.name, Field.ADDRESS).strip()
    marked = facts.decisions.get((standing.name, Field.PUBLISHED))
    if marked is None or not marked.value:
        return replace(standing, published_at=address) if address else standing
    published, unsure = _published(marked, standing, facts)
    differs = _changed_since(published, standing, facts)
    reason = facts.decided(standing.name, Field.REASON, standing.sha256)
    return replace(
        standing,
        published=published,
        published_on=marked.value,
        published_at=address,
        published_unsure=unsure,
        needs_reason=differs and not reason,
        reason=reason if differs else "",
    )


def _published(marked: Decision, standing: Standing, facts: Facts) -> tuple[str, bool]:
    """The content that was published, and whether another one may as well have been.

    Of a day before anything came it is the first that came: the office was told so.
    """
    day = date.fromisoformat(marked.value)
    known = [v for v in _versions(standing, facts) if v.run < marked.run]
    present = next((v for v in known if v.is_of(marked.sha256, facts)), None)
    if (marked.sha256 and present is None) or not known:  # assigned to another body since
        return marked.sha256, False
    if present and present.received <= day:
        return marked.sha256, False
    by_then = [version for version in known if version.received <= day]
    if not by_then:
        return min(known, key=lambda version: version.rank).sha256, False
    newest = max(version.rank for version in by_then)
    best = [version for version in by_then if version.rank == newest]
    return best[0].sha256, len(best) > 1


class _Version:
    """A content of a body, with the first day and run that it came, under whatever name."""

    def __init__(self, item: FileStanding, files: Sequence[FileStanding], facts: Facts) -> None:
        self.sha256 = item.judged.sha256
        self.content = item.judged.content
        alike = [other for other in files if other.judged.content == self.content]
        self.received = min(other.seen.received for other in alike)
        self.run = min(other.seen.run for other in alike)
        adopted = any(facts.decided_of_file(o.seen, Field.ADOPT) == Choice.YES for o in alike)
        self.rank = (self.received, self.run, adopted)

    def is_of(self, sha256: str, facts: Facts) -> bool:
        """Whether that file held this content."""
        return sha256 in facts.judged and facts.judged[sha256].content == self.content


def _versions(standing: Standing, facts: Facts) -> list[_Version]:
    """What came of the body and was filed, the one that stands first."""
    contents = (standing.chosen, *standing.earlier)
    return [_Version(item, standing.files, facts) for item in contents if item]


def _changed_since(published: str, standing: Standing, facts: Facts) -> bool:
    """Whether something else was filed than what was published; what only explains is nothing."""
    if not published or standing.chosen is None or published not in facts.judged:
        return False
    return not facts.files_alike(published, standing.sha256)
