"""Settings, addresses and the command line: over all apps, imported by none."""
