"""How much two articles have in common: runs of words, words, names, leads, titles, form."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from worker.dedup.figures.bags import both, common, held_weight, of, shared, weight

if TYPE_CHECKING:
    from worker.dedup.figures.bags import Mask
    from worker.dedup.figures.meeting import Meeting
    from worker.dedup.prepared import Bag, Prepared


def overlap(a: Prepared, b: Prepared, met: Meeting) -> dict[str, float]:
    """Figures of how much of the words, names, leads and titles is in common."""
    shingles = shared(a.shingles, b.shingles)
    count = float(np.count_nonzero(shingles))
    rare = weight(a.shingles.weights[shingles])
    words = weight(a.vocabulary.weights[met.a.body])
    names = common(a.names, b.names)
    forms = common(a.forms, b.forms)
    lead_in = both(weight(a.lead.weights[met.a.lead]), a.lead.total, weight(b.lead.weights[met.b.lead]), b.lead.total)
    title_in = both(
        weight(a.title.weights[met.a.title]), a.title.total, weight(b.title.weights[met.b.title]), b.title.total
    )
    subjects = both(
        held_weight(a.subjects, b.names), a.subjects.total, held_weight(b.subjects, a.names), b.subjects.total
    )
    own = min(_own(a.title, met.a.title), _own(b.title, met.b.title))
    lengths = (len(a.shingles.keys), len(b.shingles.keys))
    contained = both(count, lengths[0], count, lengths[1])
    return {
        "jaccard": of(count, lengths[0] + lengths[1] - count),
        "contained_most": contained[1],
        "contained_least": contained[0],
        "rare_jaccard": of(rare, a.shingles.total + b.shingles.total - rare),
        "rare_contained_most": both(rare, a.shingles.total, rare, b.shingles.total)[1],
        "shared_log": math.log1p(count),
        "words_jaccard": of(words, a.vocabulary.total + b.vocabulary.total - words),
        "words_contained_most": both(words, a.vocabulary.total, words, b.vocabulary.total)[1],
        "words_contained_least": both(words, a.vocabulary.total, words, b.vocabulary.total)[0],
        "names_jaccard": of(names, a.names.total + b.names.total - names),
        "names_contained_most": both(names, a.names.total, names, b.names.total)[1],
        "lead": of(lead := common(a.lead, b.lead), a.lead.total + b.lead.total - lead),
        "lead_in_body_most": lead_in[1],
        "lead_in_body_least": lead_in[0],
        "title": of(title := weight(a.title.weights[met.a.in_title]), a.title.total + b.title.total - title),
        "title_in_body_most": title_in[1],
        "title_in_body_least": title_in[0],
        "form_excess": of(forms, a.forms.total + b.forms.total - forms) - of(count, lengths[0] + lengths[1] - count),
        "title_own": own,
        "title_own_in_form": own * of(forms, a.forms.total + b.forms.total - forms),
        "subjects_held_least": subjects[0],
        "subjects_held_most": subjects[1],
        "same_title_form": float(a.title_form == b.title_form != 0),
    }


def _own(title: Bag, there: Mask) -> float:
    """Bits of the rarest word of a title that the other body does not hold: the town of another town's forecast."""
    missing = title.weights[~there]
    return float(missing.max()) if len(missing) else 0.0
