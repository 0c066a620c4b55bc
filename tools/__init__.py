"""What the Makefile runs: thin enough to read, and nothing of the product itself."""
