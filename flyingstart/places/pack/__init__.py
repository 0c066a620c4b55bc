"""What places takes from an authority pack."""
