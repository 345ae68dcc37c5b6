"""Who told a report first, as far as that can be said."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from worker.views.cited import cited_by, outlet_keys
from worker.views.claims import Claim, claims

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from worker.model.stored import StoredLine
    from worker.views.lines import View

CLOSE = timedelta(minutes=5)
"""A lead that a page's editing alone can bring about."""
MOST_SET_ASIDE = 10


def first_teller(members: Sequence[StoredLine]) -> View:
    """The article that told the report first: the earliest credible time that is not borrowed from another member.

    An article that cites the outlet of another one of the cluster is no first teller while an article of that outlet is
    there. A day alone counts as the end of that day.

    Args:
        members: the articles of the cluster, at least one.

    Returns:
        The article, the reason, who else may have been first, and whom it was not given to and why.
    """
    told = claims(members)
    cites = {one.id: cited_by(one) for one in members}
    borrowed = _borrowed(members, cites)
    cited_for = _cited_for(members, cites)
    dated = [claim for claim in told if claim.at is not None]
    own = [claim for claim in dated if claim.one.id not in borrowed]
    lenders = [one for one in members if one.id not in borrowed and cited_for[one.id]]
    if len(members) == 1:
        [first] = told
        reason, rivals = _alone(first), []
    elif own:
        first, rivals = min(own, key=_order), own
        reason = _reason(first, len(dated))
    elif lenders:
        one = min(lenders, key=lambda one: (one.created_at, one.id))
        first, rivals = next(claim for claim in told if claim.one.id == one.id), []
        reason = f"It bears no credible time, and {cited_for[one.id]} of the others cite its outlet."
    elif dated:
        first, rivals = min(dated, key=_order), dated
        reason = f"{_reason(first, len(dated))} It cites an outlet of the cluster, as do all that bear a time."
    else:
        one = min(members, key=lambda one: (one.created_at, one.id))
        first, rivals = next(claim for claim in told if claim.one.id == one.id), []
        reason = "No article bears a credible time; this one came in first."
    aside = [
        {"article": claim.one.id, "outlet": claim.one.outlet, "reason": f"{why[0].upper()}{why[1:]}."}
        for claim in told
        if claim.one.id != first.one.id and (why := _why_not(claim, borrowed, first))
    ]
    return {
        "article": first.one.id,
        "outlet": first.one.outlet,
        "at": first.at.isoformat() if first.at else None,
        "reason": reason,
        "runner_up": _runner_up(first, [claim for claim in rivals if claim is not first]),
        "set_aside": aside[:MOST_SET_ASIDE],
    }


def _order(claim: Claim) -> tuple[object, ...]:
    return claim.latest, not claim.exact, claim.one.created_at, claim.one.id


def _borrowed(members: Sequence[StoredLine], cites: Mapping[int, Mapping[str, str]]) -> dict[int, str]:
    """The articles that cite the outlet of another of the cluster, and how they spell it."""
    present: dict[str, set[int]] = {}
    for one in members:
        for key in outlet_keys(one):
            present.setdefault(key, set()).add(one.id)
    found = {}
    for one in members:
        names = [name for key, name in cites[one.id].items() if present.get(key, set()) - {one.id}]
        if names:
            found[one.id] = names[0]
    return found


def _cited_for(members: Sequence[StoredLine], cites: Mapping[int, Mapping[str, str]]) -> dict[int, int]:
    """How many others cite each article's outlet."""
    citing: dict[str, set[int]] = defaultdict(set)
    for number, names in cites.items():
        for key in names:
            citing[key].add(number)
    return {
        one.id: len(set().union(*(citing[key] for key in outlet_keys(one) if key in citing)) - {one.id})
        for one in members
    }


def _alone(claim: Claim) -> str:
    if claim.at is None:
        return f"It is the only article{f'; {claim.fault}' if claim.fault else ', and bears no time'}."
    return f"It is the only article; its time is {claim.said}{' by its URL' if claim.from_url else ''}."


def _reason(claim: Claim, dated: int) -> str:
    """Why its time is believed, and earliest."""
    if claim.from_url:
        because = f"the day in its URL, since {claim.fault}" if claim.fault else "the day in its URL"
    else:
        grounds = ["the day in its URL agrees"] if claim.url_agrees else []
        grounds.append("it lies before the article came in")
        because = " and ".join(grounds)
    only = "the only credible time" if dated == 1 else f"the earliest of {dated} credible times"
    return f"It bears {only}, {claim.said}: {because}."


def _why_not(claim: Claim, borrowed: dict[int, str], first: Claim) -> str:
    """Why an article is not the first teller although it seems to come before it; "" when it does not."""
    if claim.fault and not claim.from_url:
        return claim.fault
    if claim.one.id in borrowed and claim.at is not None and (first.at is None or claim.at <= first.latest):
        return f"it bears {claim.said}, and cites {borrowed[claim.one.id]}, which is in the cluster"
    return ""


def _runner_up(first: Claim, rivals: list[Claim]) -> View | None:
    """Who may have been first all the same; None when that is not in doubt."""
    if first.at is None:
        return None
    doubtful = [
        claim
        for claim in rivals
        if claim.at is not None and (claim.at < first.latest or (claim.exact and claim.at - first.latest <= CLOSE))
    ]
    if not doubtful:
        return None
    second = min(doubtful, key=_order)
    if first.exact and second.exact:
        minutes = round((second.latest - first.latest).total_seconds() / 60)
        reason = f"It follows {minutes} minute{'s' * (minutes != 1)} later." if minutes else "It bears the same minute."
    elif second.exact:
        reason = f"It bears {second.said}; the first teller bears the day alone."
    elif not first.exact:
        reason = f"It bears no more than the day, {second.said}, either."
    else:
        reason = f"It bears the day alone, {second.said}, and may have come earlier on that day."
    if len(doubtful) > 1:
        more = len(doubtful) - 1
        others = "is 1 other" if more == 1 else f"are {more} others"
        reason += f" There {others} that may have been first as well."
    return {"article": second.one.id, "outlet": second.one.outlet, "reason": reason}
