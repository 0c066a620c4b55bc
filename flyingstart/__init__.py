"""Flying Start: the record of an early-years service, and the figures that come of it."""
