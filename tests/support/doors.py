"""What readers of a service with keys send."""

ELSEWHERE = "0.0.0.0"  # noqa: S104 - nothing is bound
"""An address that is not loopback."""
PAGE = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
"""What a browser asks with."""
OURS = {"Origin": "http://127.0.0.1:8000", **PAGE}
"""What a browser asks with from a page of ours."""
