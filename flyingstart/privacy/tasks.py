"""Background work of privacy; arguments are ids alone."""

from __future__ import annotations

from procrastinate.contrib.django import app


@app.task(name="privacy.erase", pass_context=False)
def erase(disposal: str) -> None:
    """Erase an approved list. Again: nothing."""
    # They need all apps.
    from flyingstart.kernel.api import Actor, clock
    from flyingstart.privacy.models import Disposal
    from flyingstart.privacy.operations.keeping import erase_disposal

    held = Disposal.objects.filter(
        public_id=disposal, erased_at=None, approved_at__isnull=False
    ).first()
    if held is not None:
        erase_disposal(disposal=held, by=Actor.job("privacy.erase"), at=clock.now())


@app.task(name="privacy.forget_snapshots", pass_context=False)
def forget() -> None:
    """Rewrite the analytical snapshot without who was erased. Again does no harm."""
    # The engines take most of a second to load.
    from flyingstart.evidence.api import forget_snapshots

    forget_snapshots()


@app.periodic(cron="20 2 * * *")
@app.task(name="privacy.nightly", queueing_lock="privacy.nightly", pass_context=False)
def nightly(timestamp: int = 0) -> None:  # noqa: ARG001 - when it was due; what counts is now
    """Take away packs whose time is over, and list what is due. Twice does no harm."""
    # As above.
    from flyingstart.kernel.api import Actor, clock
    from flyingstart.privacy.models import Disposal, RetentionRule
    from flyingstart.privacy.operations.keeping import make_disposal, serves
    from flyingstart.privacy.operations.packing import remove_old_packs

    by, at = Actor.job("privacy.nightly"), clock.now()
    remove_old_packs(by=by, at=at)
    open_lists = Disposal.objects.filter(erased_at=None, cancelled_at=None)
    rules = RetentionRule.objects.filter(is_current=True, starts_on__lte=at.date())
    for rule in rules.exclude(pk__in=open_lists.values("rule")):
        if serves(rule):
            make_disposal(rule=rule, by=by, at=at)
