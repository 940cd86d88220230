"""The jobs that follow a product: what its producer and its officers are reminded of, and when.

A job carries what it was put for, so that it can see at its time that things have changed since.
"""

from datetime import date, time, timedelta

from programme.deadlines import next_due, validity
from programme.editions import Edition
from programme.vietnam_time import day_at, ms_at
from programme.workdays import working_days_after
from storage import jobs
from storage.database import Transaction
from storage.products import Product, subject

ROUND_DAYS = (14, 3)
"""Days before the last day of a round on which its producer is reminded."""
CLOSING_DAYS = 7
"""Days before the last day to file for re-rating."""
EXPIRED_FOR = 30
"""Days for which it makes sense to say that a certificate has ended."""
NEAR_WORKING_DAYS = 3
"""Working days that are left of a limit when officers are reminded."""
MORNING = time(8, 30)

STAGE_KINDS = (
    *(f"product.round{days}" for days in ROUND_DAYS),
    "product.limit_near",
    "product.limit_over",
)
CERTIFICATE_KINDS = ("product.window", "product.closing", "product.expiry")


def morning(day: date) -> int:
    """When on a day reminders go out, in milliseconds."""
    return ms_at(day, MORNING)


def end_of_day(day: date) -> int:
    """The midnight that ends a day in Vietnam, in milliseconds."""
    return ms_at(day + timedelta(days=1), time())


def plan_stage(tx: Transaction, product: Product, edition: Edition, now: int) -> None:
    """Put what is due at the product's stage, in the place of what was put for another."""
    about = subject(product.id)
    for kind in STAGE_KINDS:
        jobs.cancel(tx, kind, about)
    stage = edition.stage(product.stage)
    if product.outcome is not None or stage is None:
        return
    data = {"stage": product.stage, "since": product.stage_since}
    due = next_due(edition, product.stage, day_at(now), product.round, product.round_year)
    # Where a council sits there is nothing that the producer could still do in time.
    if due is not None and stage.awards is None:
        for days in ROUND_DAYS:
            at, until = morning(due.last_day - timedelta(days=days)), end_of_day(due.last_day)
            if at > now:
                jobs.put(tx, f"product.round{days}", about, at, until=until, data=data)
    if product.due_at is not None and stage.working_days is not None:
        since, last = day_at(product.stage_since), day_at(product.due_at - 1)
        near = working_days_after(since, max(0, stage.working_days - NEAR_WORKING_DAYS))
        at, until = morning(near), product.due_at
        if now < at < until:
            jobs.put(tx, "product.limit_near", about, at, until=until, data=data)
        over = working_days_after(last, 1)
        until = end_of_day(over + timedelta(days=EXPIRED_FOR))
        jobs.put(tx, "product.limit_over", about, morning(over), until=until, data=data)


def plan_certificate(tx: Transaction, product: Product, edition: Edition, now: int) -> None:
    """Put the reminders of the product's certificate, in the place of an earlier one's."""
    about = subject(product.id)
    for kind in CERTIFICATE_KINDS:
        jobs.cancel(tx, kind, about)
    paper = product.last_certificate
    if paper is None:
        return
    expires = paper.expires
    data = {"expires": expires.isoformat()}
    found = validity(edition, expires, day_at(now))
    if found.opens is not None and found.closes is not None:
        until = end_of_day(found.closes)
        if until > now:
            at = morning(found.opens)
            jobs.put(tx, "product.window", about, at, until=until, data=data)
            at = morning(found.closes - timedelta(days=CLOSING_DAYS))
            if at > now:
                jobs.put(tx, "product.closing", about, at, until=until, data=data)
    until = end_of_day(expires + timedelta(days=EXPIRED_FOR))
    if until > now:
        at = morning(expires + timedelta(days=1))
        jobs.put(tx, "product.expiry", about, at, until=until, data=data)


def cancel(tx: Transaction, product_id: int) -> None:
    """Drop everything that was put about a product."""
    jobs.cancel_about(tx, subject(product_id))
