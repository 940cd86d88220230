"""Work on products that does not move them, what is planned for them, what is left of people."""

from dataclasses import replace
from datetime import date

import pytest

from programme.ideas import Action, Actor
from programme.roles import Level, Role
from programme.stages import Kind, Move, Outcome
from programme.vietnam_time import day_at
from storage import (
    acts,
    erasure,
    held_roles,
    ideas,
    jobs,
    kept,
    media,
    officers,
    people,
    product_jobs,
    product_moves,
    product_owner,
    product_papers,
    product_work,
    products,
)
from storage.database import Database
from storage.migrate import migrate
from storage.products import Certificate
from tests.storage.test_ideas import new_idea, person
from tests.storage.test_products import (
    CERTIFICATE,
    COMMUNE,
    DAY,
    E2026,
    NOW,
    at_rating,
    begun,
    forward,
    officer,
    planned,
    points,
)

# Work


async def test_taking_up_handing_over_and_putting_back(database: Database) -> None:
    async with database.transaction() as tx:
        product, an, binh = await begun(tx), await officer(tx), await officer(tx, "91")
        taken = await product_work.take_up(tx, product, E2026, an, NOW)
        assert taken is not None
        assert taken.product.officer_id == an
        assert await product_work.take_up(tx, taken.product, E2026, binh, NOW) is None
        assert await product_work.hand_over(tx, taken.product, E2026, an, an, NOW) is None
        given = await product_work.hand_over(
            tx, taken.product, E2026, binh, an, NOW, text="Nhờ chị", level="province"
        )
        assert given is not None
        assert (given.product.officer_id, given.product.holder) == (binh, "province")
        assert given.step.detail == {"officer": str(binh)}
        back = await product_work.put_back(tx, given.product, E2026, binh, NOW)
        assert back is not None
        assert back.product.officer_id is None
        assert not back.step.shown
        assert await product_work.put_back(tx, back.product, E2026, binh, NOW) is None


async def test_another_office_takes_the_product_up_anew(database: Database) -> None:
    async with database.transaction() as tx:
        product, an = await begun(tx), await officer(tx)
        taken = await product_work.take_up(tx, product, E2026, an, NOW)
        assert taken is not None
        product = await forward(tx, taken.product, E2026, an, "visit")
        assert product.officer_id == an
        product = await forward(tx, product, E2026, an, "check")
        product = await forward(tx, product, E2026, an, "rating")
        assert (product.holder, product.officer_id) == ("province", None)


async def test_notes_and_visits(database: Database) -> None:
    async with database.transaction() as tx:
        product, an = await begun(tx), await officer(tx)
        quiet = await product_work.note(tx, product, E2026, "Nhà xa", an, NOW, shown=False)
        assert quiet is not None
        assert not (await products.steps(tx, product.id))[-1].shown
        visit = await product_work.set_visit(
            tx, quiet.product, E2026, NOW + DAY, "Thôn Đồng Chu", an, NOW
        )
        assert visit is not None
        assert (visit.product.visit_at, visit.product.visit_place) == (NOW + DAY, "Thôn Đồng Chu")
        assert visit.step.due_at == NOW + DAY
        off = await product_work.cancel_visit(tx, visit.product, E2026, an, NOW, reason="Mưa")
        assert off is not None
        assert (off.product.visit_at, off.step.text) == (None, "Mưa")
        assert await product_work.cancel_visit(tx, off.product, E2026, an, NOW) is None
        chosen = await product_work.set_criteria(tx, off.product, E2026, 18, an, NOW)
        assert chosen is not None
        assert chosen.step.detail == {"set": "18", "edition": "2026"}
        assert chosen.product.criteria_set == 18


async def test_papers_are_asked_for_sent_and_seen(database: Database) -> None:
    async with database.transaction() as tx:
        product, an = await begun(tx), await officer(tx)
        asked = await product_papers.ask(
            tx, product, E2026, "safety", None, an, NOW, text="Bản mới"
        )
        assert asked is not None
        own = await product_papers.ask(tx, asked.product, E2026, None, "Ảnh vườn", an, NOW)
        assert own is not None
        with pytest.raises(ValueError, match="a key or a label"):
            await product_papers.ask(tx, own.product, E2026, None, None, an, NOW)
        found = {one.paper: one for one in await product_papers.papers(tx, product.id)}
        assert {key: one.missing for key, one in found.items()} == {"safety": True, "other1": True}
        assert found["other1"].label == "Ảnh vườn"
        photo = await media.add(
            tx,
            product.person_id,
            kind="photo",
            channel="x",
            file_id="f",
            mime=None,
            file_name=None,
            size=1,
            now=NOW,
        )
        sent = await product_papers.send(
            tx, own.product, E2026, "safety", photo, product.person_id, NOW + 1
        )
        assert sent is not None
        await media.remove_unused(tx, NOW + 9 * DAY, 0)
        assert await media.one(tx, photo) is not None
        seen = await product_papers.tick(tx, sent.product, E2026, "other1", an, NOW + 2, seen=True)
        assert seen is not None
        states = await product_papers.papers(tx, product.id)
        assert [one.missing for one in states] == [False, False]
        stale = await product_papers.tick(
            tx, sent.product, E2026, "other1", an, NOW + 3, seen=False
        )
        assert stale is None
        unseen = await product_papers.tick(
            tx, seen.product, E2026, "other1", an, NOW + 3, seen=False
        )
        assert unseen is not None
        assert unseen.product.revision == seen.product.revision + 1
        states = await product_papers.papers(tx, product.id)
        assert sorted(one.missing for one in states) == [False, True]


# Reminders


async def test_what_is_planned_follows_the_stage(database: Database) -> None:
    async with database.transaction() as tx:
        product, an = await begun(tx), await officer(tx)
        plan = await planned(tx)
        # 14 and 3 days before 29/10, the last day before 30/10, at half past eight.
        assert plan == {
            "product.round14": product_jobs.morning(date(2026, 10, 15)),
            "product.round3": product_jobs.morning(date(2026, 10, 26)),
        }
        product = await forward(tx, product, E2026, an, "visit")
        product = await forward(tx, product, E2026, an, "check")
        plan = await planned(tx)
        near, over = date(2026, 10, 7), date(2026, 10, 13)
        assert plan["product.limit_near"] == product_jobs.morning(near)
        assert plan["product.limit_over"] == product_jobs.morning(over)
        job = await jobs.one(tx, "product.limit_near", f"product:{product.id}")
        assert job is not None
        assert (job.until, job.data) == (product.due_at, {"stage": "check", "since": NOW})
        product = await forward(tx, product, E2026, an, "rating")
        assert await planned(tx) == {}
        rated = await product_moves.rate(tx, product, E2026, points("80"), 4, an, NOW)
        assert rated is not None
        assert await planned(tx) == {}
        await product_moves.certify(tx, rated.product, E2026, CERTIFICATE, an, NOW)
        morning = product_jobs.morning
        assert await planned(tx) == {
            "product.window": morning(date(2029, 7, 3)),
            "product.closing": morning(date(2029, 8, 25)),
            "product.expiry": morning(date(2029, 12, 31)),
        }


async def test_no_reminder_of_what_is_past(database: Database) -> None:
    async with database.transaction() as tx:
        late = day_at(NOW)
        assert late == date(2026, 9, 21)
        product = await begun(tx, now=NOW + 30 * DAY)  # 21/10: nine days are left
        assert list(await planned(tx)) == ["product.round3"]
        an = await officer(tx)
        product = await at_rating(tx, product, an)
        done = await product_moves.rate(tx, product, E2026, points("80"), 4, an, NOW)
        assert done is not None
        old = Certificate("1", date(2023, 1, 5), date(2026, 1, 5))
        certified = await product_moves.certify(tx, done.product, E2026, old, an, NOW)
        assert certified is not None
        assert await planned(tx) == {}
        soon = Certificate("1", date(2024, 2, 15), date(2027, 2, 15))
        await product_moves.certify(tx, certified.product, E2026, soon, an, NOW)
        assert set(await planned(tx)) == {"product.window", "product.closing", "product.expiry"}


async def test_what_officers_were_reminded_of_is_not_put_again(database: Database) -> None:
    async with database.transaction() as tx:
        product, an = await begun(tx), await officer(tx)
        for stage in ("visit", "check"):
            product = await forward(tx, product, E2026, an, stage)
        # Both reminders have been given, the limit is over.
        for kind in ("product.limit_near", "product.limit_over"):
            jobs.cancel(tx, kind, products.subject(product.id))
        for kind in (Kind.HOLD, Kind.RESUME):
            way = Move(kind, "check")
            done = await product_moves.move(
                tx, product, E2026, way, an, NOW + 40 * DAY, reason="Thiếu ảnh."
            )
            assert done is not None
            product = done.product
            assert "product.limit_near" not in await planned(tx)
            assert "product.limit_over" not in await planned(tx)


async def test_a_wait_leaves_what_is_planned(database: Database) -> None:
    async with database.transaction() as tx:
        product, an = await begun(tx), await officer(tx)
        for stage in ("visit", "check"):
            product = await forward(tx, product, E2026, an, stage)
        plan = await planned(tx)
        way = Move(Kind.HOLD, "check")
        await product_moves.move(tx, product, E2026, way, an, NOW + DAY, reason="Thiếu ảnh.")
        assert await planned(tx) == plan


async def test_no_reminder_of_a_short_limit_at_its_beginning(database: Database) -> None:
    check = E2026.stage("check")
    assert check is not None
    stages = [replace(one, working_days=2) if one is check else one for one in E2026.stages]
    short = replace(E2026, stages=tuple(stages))
    async with database.transaction() as tx:
        product, an = await begun(tx), await officer(tx)
        product = await forward(tx, product, short, an, "visit")
        at = product_jobs.morning(day_at(NOW)) + 1
        await forward(tx, product, short, an, "check", at)
        plan = await planned(tx)
    assert "product.limit_near" not in plan
    assert "product.limit_over" in plan


# People go


async def test_an_officer_who_leaves_puts_her_products_back(database: Database) -> None:
    async with database.transaction() as tx:
        product, an = await begun(tx), await officer(tx)
        officers.grant(tx, an, Role(Level.COMMUNE, COMMUNE), "An", NOW)
        await product_work.take_up(tx, product, E2026, an, NOW)
        assert [one.id for one in await products.held(tx, an)] == [product.id]
        await officers.resign(tx, an, NOW)
        now = await products.one(tx, product.id)
        assert now is not None
        assert now.officer_id is None
        log = [act.action for act in await acts.of_subject(tx, f"product:{product.id}")]
        assert log[-1] == "product.put_back"


async def test_whose_role_is_ended_did_not_put_her_products_back_herself(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        product, an, boss = await begun(tx), await officer(tx), await officer(tx, "91")
        officers.grant(tx, an, Role(Level.COMMUNE, COMMUNE), "An", NOW)
        await product_work.take_up(tx, product, E2026, an, NOW)
        [held] = await held_roles.in_units(tx, [COMMUNE])
        assert await held_roles.withdraw(tx, held, boss, lambda commune: False, NOW)
        log = await acts.of_subject(tx, f"product:{product.id}")
        assert (log[-1].action, log[-1].person_id) == ("product.put_back", boss)
        assert (await products.steps(tx, product.id))[-1].person_id == boss


async def test_what_is_erased_leaves_no_words(database: Database) -> None:
    async with database.transaction() as tx:
        product, an = await begun(tx), await officer(tx)
        other = await begun(tx, "2")
        noted = await product_work.note(tx, product, E2026, "Chồng đi vắng", an, NOW, shown=False)
        assert noted is not None
        visit = await product_work.set_visit(
            tx, noted.product, E2026, NOW, "Thôn Đồng Chu", an, NOW
        )
        assert visit is not None
        await product_papers.ask(tx, visit.product, E2026, None, "Sổ đỏ", an, NOW)
        known = await product_owner.kept(tx, product.person_id)
        assert [len(one.steps) for one in known] == [4]
        assert (await kept.of_person(tx, product.person_id)).products == known
    async with database.transaction() as tx:
        await erasure.erase(tx, product.person_id, NOW + 1)
    async with database.transaction() as tx:
        left = await products.one(tx, product.id)
        assert left is not None
        assert (left.outcome, left.visit_at, left.visit_place) == (Outcome.WITHDRAWN, None, None)
        assert (left.code, left.name) == (product.code, product.name)
        assert [step.text for step in await products.steps(tx, product.id)] == [None] * 4
        assert [one.label for one in await product_papers.papers(tx, product.id)] == [None]
        rows = await tx.all("SELECT DISTINCT subject FROM jobs")
        assert [row["subject"] for row in rows] == [f"product:{other.id}"]
        assert await products.one(tx, other.id) == other


async def test_ideas_accepted_in_an_earlier_release_become_products(database: Database) -> None:
    async with database.transaction() as tx:
        papers = ("product_paper_files", "product_papers")
        for table in ("selfchecks", *papers, "product_steps", "products"):
            await tx.run(f"DROP TABLE {table}")
        await tx.run("DELETE FROM migrations WHERE number >= 4")
        lan, erased = await person(tx, "1"), await person(tx, "2")
        made = [await ideas.submit(tx, new_idea(lan, product=name), NOW) for name in ("Chè", "Gạo")]
        made.append(await ideas.submit(tx, new_idea(erased), NOW))
        for idea in (made[1], made[2]):
            taken = await ideas.move(tx, idea, Action.TAKE_UP, Actor.OFFICER, lan, NOW)
            assert taken is not None
            await ideas.move(tx, taken, Action.ACCEPT, Actor.OFFICER, lan, NOW)
        await tx.run("UPDATE chats SET person_id = NULL WHERE chat_id = '2'")
    await migrate(database, upto=4)
    async with database.transaction() as tx:
        # What a later step adds to this table; the steps between find their own still here.
        added = "certificate_earlier INTEGER NOT NULL DEFAULT 0"
        await tx.run(f"ALTER TABLE products ADD COLUMN {added}")
        [product] = await products.of_person(tx, lan)
        assert (product.code, product.name, product.stage) == ("SP-2026-00002", "Gạo", "review")
        assert (product.holder, product.idea_id) == ("commune", made[1].id)
        assert await products.of_person(tx, erased) == []
        next_one = await product_moves.from_idea(tx, made[0], E2026, lan, NOW)
        assert next_one is not None
        assert next_one.code == "SP-2026-00003"
        assert await people.one(tx, lan) is not None
