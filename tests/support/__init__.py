"""What tests of several folders lean on: real servers, invented articles, and fakes that are handed in."""
