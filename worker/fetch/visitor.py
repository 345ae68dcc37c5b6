"""The polite fetcher: robots.txt and a host's turn before the page."""
