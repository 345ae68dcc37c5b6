"""Plain data that the parts hand to one another; it imports nothing else of the project."""
