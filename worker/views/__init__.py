"""What people and programs are shown: one shape for the command line, the API and the pages, made to be JSON."""

from worker.views.absence import why
from worker.views.checks import checked, match, unstored
from worker.views.clusters import MOST_RELATED, RELATED, cluster
from worker.views.feeds import feed
from worker.views.lines import (
    View,
    article,
    article_line,
    cluster_line,
    evidence_line,
    opinion_example,
    opinion_line,
    removed,
    submission,
)
from worker.views.listed import articles as listed_articles
from worker.views.listed import first_tellers
from worker.views.pairs import comparison, said
from worker.views.summary import summaries
from worker.views.webhooks import delivery, webhook

__all__ = [
    "MOST_RELATED",
    "RELATED",
    "View",
    "article",
    "article_line",
    "checked",
    "cluster",
    "cluster_line",
    "comparison",
    "delivery",
    "evidence_line",
    "feed",
    "first_tellers",
    "listed_articles",
    "match",
    "opinion_example",
    "opinion_line",
    "removed",
    "said",
    "submission",
    "summaries",
    "unstored",
    "webhook",
    "why",
]
