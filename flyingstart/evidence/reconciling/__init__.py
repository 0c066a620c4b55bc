"""An old system's figures beside ours, and what explains the differences. ADR 0022."""
