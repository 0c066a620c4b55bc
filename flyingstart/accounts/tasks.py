"""Letters about signing in, written in the background so that no page waits for one."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

# A mail server that is away for a night gets the letter in the morning.
PATIENCE = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(name="accounts.send_invitation", retry=PATIENCE)
def send_invitation(invitation: str) -> None:
    """Write to somebody how to choose a password. Again: nothing, once it was written."""
    from flyingstart.accounts.letters import write_invitation  # needs all apps

    write_invitation(invitation)


@app.task(name="accounts.send_reset", retry=PATIENCE)
def send_reset(user: str) -> None:
    """Write to somebody who forgot their password; "" is nobody, for that must look the same."""
    from flyingstart.accounts.letters import write_reset  # as above

    write_reset(user)
