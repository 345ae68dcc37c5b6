"""The demo: news pages of eight invented outlets, a server for them, and what should become of each."""
