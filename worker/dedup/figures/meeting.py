"""Which words of each of two articles the other has, looked up once for all figures that ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from worker.dedup.figures.bags import found, held

if TYPE_CHECKING:
    from worker.dedup.figures.bags import Mask
    from worker.dedup.prepared import Prepared


class Told(NamedTuple):
    """What of one article the other one has.

    Attributes:
        body: which stems of its body stand in the other body.
        lead: which of its lead do.
        title: which of its title do.
        in_title: which of its title stand in the other title.
    """

    body: Mask
    lead: Mask
    title: Mask
    in_title: Mask


class Meeting(NamedTuple):
    """Both ways.

    Attributes:
        a: what of the first article the second has.
        b: what of the second the first has.
    """

    a: Told
    b: Told


def meet(a: Prepared, b: Prepared) -> Meeting:
    """Look up what two articles have of each other.

    Args:
        a: one article.
        b: the other.

    Returns:
        One truth value for each stem of body, lead and title of either.
    """
    return Meeting(_told(a, b), _told(b, a))


def in_order(a: Prepared, b: Prepared) -> tuple[Prepared, Prepared]:
    """The two in the order in which their figures are worked out, whichever was named first."""
    if (b.words, b.side.title, b.side.text) < (a.words, a.side.title, a.side.text):
        return b, a
    return a, b


def _told(one: Prepared, other: Prepared) -> Told:
    body, lead, title = one.vocabulary.keys, one.lead.keys, one.title.keys
    # one search for three takes half of what three take
    there = found(np.concatenate((body, lead, title)), other.vocabulary.keys)[1]
    words, leading = len(body), len(body) + len(lead)
    return Told(there[:words], there[words:leading], there[leading:], held(title, other.title))
