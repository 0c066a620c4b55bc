"""Letters about signing in, written in the background so that no page waits for one; sessions that
are over."""

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


@app.periodic(cron="37 * * * *")
@app.task(
    name="accounts.forget_sessions", queueing_lock="accounts.forget_sessions", pass_context=False
)
def forget(timestamp: int = 0) -> None:  # noqa: ARG001 - when it was due; what counts is now
    """Delete the sessions that are over. Twice does no harm."""
    from flyingstart.accounts.operations.sessions import forget_sessions  # as above
    from flyingstart.kernel.api import Actor, clock

    forget_sessions(by=Actor.job("accounts.forget_sessions"), at=clock.now())
