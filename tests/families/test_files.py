"""Files of registrations, case by case: first files, later files, two homes, rows that meet."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from flyingstart.families.queries.held import Lines
from flyingstart.kernel.api import Problem
from flyingstart.kernel.intake.api import Outcome
from tests.families.store import Row, Store

FIRST, SECOND, THIRD = dt.date(2020, 1, 20), dt.date(2020, 2, 25), dt.date(2020, 4, 1)
BORN = dt.date(2018, 3, 1)
NEW, CHANGED, UNCHANGED, REJECTED = (
    Outcome.NEW,
    Outcome.CHANGED,
    Outcome.UNCHANGED,
    Outcome.REJECTED,
)


def adult(**cells: str) -> dict[str, str]:
    return {
        "family_ref": "F1",
        "person_ref": "A",
        "role": "parent",
        "given_name": "Ada",
        "date_of_birth": "1990-05-05",
        "postcode": "LU9 1AA",
        "registered_on": "2019-01-01",
    } | cells


def child(**cells: str) -> dict[str, str]:
    return (
        adult(person_ref="C", role="child", given_name="Cy", date_of_birth=BORN.isoformat()) | cells
    )


def later(rows: list[Row], as_of: dt.date = SECOND, first: list[Row] | None = None) -> Store:
    """The store after a first file and a later one without a rejected row."""
    store = Store()
    for file, day in ((first or [adult(), child()], FIRST), (rows, as_of)):
        assert store.take(file, day).errors == []
    return store


class TestFirstFiles:
    def test_everything_holds_from_the_beginning_and_a_childs_tie_from_birth(self) -> None:
        store = Store()

        verdict = store.take([adult(), child()], FIRST)

        assert verdict.outcomes == [NEW, NEW]
        assert store.ties("A") == {("F1", "parent", None, None)}
        assert store.ties("C") == {("F1", "child", BORN, None)}
        assert store.homes("C") == {("F1", True, "LU9 1AA", None, None)}
        assert len(store.families) == 1

    def test_a_blank_registration_day_is_the_files(self) -> None:
        store = Store()

        store.take([child(registered_on="")], FIRST)

        assert [r.registered_on for r in store["C"].registrations] == [FIRST]

    def test_a_blank_registration_day_is_not_one_to_come(self) -> None:
        store = Store()
        store.take([adult()], FIRST)
        rows = [adult(registered_on=""), child(registered_on=""), child(person_ref="D")]

        verdict = store.check(rows, SECOND, today=SECOND - dt.timedelta(days=1))

        assert verdict.outcomes == [UNCHANGED, REJECTED, NEW]
        words = "blank, and the file's day, 25/02/2020, is in the future"
        assert verdict.errors == [Problem(3, "registered_on", words)]
        on_the_day = store.check(rows, SECOND, today=SECOND)
        assert on_the_day.outcomes == [UNCHANGED, NEW, NEW]

    def test_the_first_row_of_a_person_is_home(self) -> None:
        store = Store()

        store.take([child(family_ref="F2", postcode="LU9 1AB"), child()], FIRST)

        assert store.homes("C") == {
            ("F2", True, "LU9 1AB", None, None),
            ("F1", False, "LU9 1AA", None, None),
        }

    def test_a_first_row_without_an_address_leaves_the_main_one_unsaid(self) -> None:
        store = Store()

        store.take([child(postcode=""), child(family_ref="F2")], FIRST)

        assert store.homes("C") == {("F2", False, "LU9 1AA", None, None)}

    def test_a_young_mother_is_child_in_one_family_and_parent_in_another(self) -> None:
        young = {"date_of_birth": "2004-05-05", "given_name": "Mia"}
        store = Store()

        verdict = store.take([adult(role="child", **young), adult(family_ref="F2", **young)], FIRST)

        assert verdict.errors == []
        assert store.ties("A") == {
            ("F1", "child", dt.date(2004, 5, 5), None),
            ("F2", "parent", None, None),
        }

    @pytest.mark.parametrize(
        ("cells", "column"),
        [
            ({"given_name": "Sy"}, "given_name"),
            ({"family_name": "X"}, "family_name"),
            ({"date_of_birth": "2018-03-02"}, "date_of_birth"),
        ],
    )
    def test_rows_of_one_person_that_disagree_are_all_rejected(
        self, cells: dict[str, str], column: str
    ) -> None:
        first = child(family_name="Example")
        store = Store()

        verdict = store.take([first, adult(), first | {"family_ref": "F2"} | cells], FIRST)

        assert verdict.outcomes == [REJECTED, NEW, REJECTED]
        assert [(p.row, p.column) for p in verdict.errors] == [(2, column), (4, column)]
        assert "the rows of this person disagree: “" in verdict.errors[0].message

    def test_case_spaces_and_blanks_are_no_disagreement(self) -> None:
        store = Store()
        other = child(family_ref="F2", given_name="CY ", family_name="Example")

        verdict = store.take([child(), other | {"date_of_birth": ""}], FIRST)

        assert verdict.outcomes == [NEW, NEW]

    def test_a_rejected_row_disagrees_too(self) -> None:
        verdict = Store().check([child(), child(family_ref="", given_name="Sy")], FIRST)

        assert verdict.outcomes == [REJECTED, REJECTED]

    def test_a_birth_date_of_a_rejected_row_is_nobodys(self) -> None:
        verdict = Store().check([child(role="x"), child(date_of_birth="")], FIRST)

        assert verdict.outcomes == [REJECTED, REJECTED]
        assert verdict.errors[-1].message == "a child needs a birth date"

    def test_a_person_twice_in_one_family_is_one_row_the_last_one_holding(self) -> None:
        store = Store()

        verdict = store.take(
            [adult(sex="F"), adult(), adult(role="carer", postcode="LU9 1AB", sex="")], FIRST
        )

        assert verdict.outcomes == [NEW, UNCHANGED, CHANGED]
        assert store.ties("A") == {("F1", "carer", None, None)}
        assert store.homes("A") == {("F1", True, "LU9 1AB", None, None)}
        assert store["A"].answers.sex == "F"
        words = "a further row of this person in this family; the last one holds"
        assert [p for p in verdict.warnings if p.column == "person_ref"] == [
            Problem(3, "person_ref", words),
            Problem(4, "person_ref", words),
        ]


class TestLaterFiles:
    def test_the_same_again_changes_nothing(self) -> None:
        store = later([adult(), child()])

        assert store.check([adult(), child()], THIRD).outcomes == [UNCHANGED, UNCHANGED]

    def test_who_is_not_in_it_stays(self) -> None:
        store = later([adult(role="carer")])

        assert store.ties("C") == {("F1", "child", BORN, None)}

    def test_a_blank_cell_leaves_what_is_held(self) -> None:
        told = {"sex": "F", "ethnicity": "refused", "phone": "07700 900123", "setting": "Nursery"}
        bare = {"postcode": "", "registered_on": "", "date_of_birth": ""}

        store = later([adult(**bare)], first=[adult(**told)])

        state = store["A"]
        assert (state.answers.sex, state.answers.ethnicity) == ("F", "refused")
        assert (state.details, state.answers.setting) == ({"phone": "07700 900123"}, "Nursery")
        assert state.answers.date_of_birth == dt.date(1990, 5, 5)
        assert store.homes("A") == {("F1", True, "LU9 1AA", None, None)}
        assert [r.registered_on for r in state.registrations] == [dt.date(2019, 1, 1)]

    def test_a_child_that_is_held_needs_no_birth_date_again(self) -> None:
        assert later([child(date_of_birth="")]).ties("C") == {("F1", "child", BORN, None)}

    def test_a_name_is_needed_always(self) -> None:
        store = later([])

        assert store.check([adult(given_name="")], SECOND).outcomes == [REJECTED]

    def test_a_move_starts_on_the_day_of_the_file(self) -> None:
        store = later([adult(postcode="LU9 1AB")])

        assert store.homes("A") == {
            ("F1", True, "LU9 1AA", None, SECOND),
            ("F1", True, "LU9 1AB", SECOND, None),
        }

    def test_a_role_starts_on_the_day_of_the_file(self) -> None:
        store = later([adult(role="carer")])

        assert store.ties("A") == {
            ("F1", "parent", None, SECOND),
            ("F1", "carer", SECOND, None),
        }

    def test_a_new_family_takes_the_place_of_the_old_one(self) -> None:
        store = later([child(family_ref="F2", postcode="LU9 1AB")])

        assert store.ties("C") == {
            ("F1", "child", BORN, SECOND),
            ("F2", "child", SECOND, None),
        }
        assert store.homes("C") == {
            ("F1", True, "LU9 1AA", None, SECOND),
            ("F2", True, "LU9 1AB", SECOND, None),
        }

    @pytest.mark.parametrize("postcode", ["", "LU9 1AA", "lu91aa"])
    def test_a_new_family_takes_the_old_address_along_when_no_other_is_said(
        self, postcode: str
    ) -> None:
        store = later([child(family_ref="F2", postcode=postcode)])

        assert store.homes("C") == {
            ("F1", True, "LU9 1AA", None, SECOND),
            ("F2", True, "LU9 1AA", SECOND, None),
        }

    def test_a_family_named_beside_the_new_one_stays_and_stays_home(self) -> None:
        store = later([child(), child(family_ref="F2", postcode="LU9 1AB")])

        assert store.ties("C") == {
            ("F1", "child", BORN, None),
            ("F2", "child", SECOND, None),
        }
        assert store.homes("C") == {
            ("F1", True, "LU9 1AA", None, None),
            ("F2", False, "LU9 1AB", SECOND, None),
        }

    def test_both_homes_end_when_a_third_family_comes(self) -> None:
        both: list[Row] = [child(), child(family_ref="F2", postcode="LU9 1AB")]

        store = later([child(family_ref="F3", postcode="LU9 1AD")], first=both)

        assert store.ties("C") == {
            ("F1", "child", BORN, SECOND),
            ("F2", "child", BORN, SECOND),
            ("F3", "child", SECOND, None),
        }
        assert store.homes("C") == {
            ("F1", True, "LU9 1AA", None, SECOND),
            ("F2", False, "LU9 1AB", None, SECOND),
            ("F3", True, "LU9 1AD", SECOND, None),
        }

    def test_news_of_a_second_home_is_not_counted(self) -> None:
        both: list[Row] = [child(), child(family_ref="F2", postcode="LU9 1AB")]

        store = later([child(family_ref="F2", postcode="LU9 1AD")], first=both)

        assert {home for home in store.homes("C") if home[1]} == {
            ("F1", True, "LU9 1AA", None, None)
        }

    def test_a_first_address_in_a_later_file_holds_from_the_beginning(self) -> None:
        store = later([child()], first=[child(postcode="")])

        assert store.homes("C") == {("F1", True, "LU9 1AA", None, None)}

    def test_a_cell_that_was_blank_is_filled_in_without_a_move(self) -> None:
        store = later([child(address_line_1="1 High Street", postcode="lu91aa")])

        (home,) = store["C"].homes
        assert home.lines == Lines("1 High Street", "", "", "LU9 1AA", "LU9 1AA")
        assert (home.starts_on, home.ends_on) == (None, None)

    def test_another_postcode_takes_no_street_along(self) -> None:
        store = later([child(postcode="LU9 1AB")], first=[child(address_line_1="1 High Street")])

        assert [home.lines.line_1 for home in store["C"].homes] == ["1 High Street", ""]

    def test_a_child_not_born_by_the_day_of_the_file_belongs_from_birth(self) -> None:
        unborn = child(date_of_birth="2020-03-10")
        store = later([unborn | {"family_ref": "F2"}], first=[unborn])

        assert store.ties("C") == {("F2", "child", dt.date(2020, 3, 10), None)}

    def test_a_birth_date_put_right_moves_the_tie(self) -> None:
        store = later([child(date_of_birth="2018-02-01")])

        assert store.ties("C") == {("F1", "child", dt.date(2018, 2, 1), None)}

    def test_another_name_and_birth_date_are_taken_and_wondered_at(self) -> None:
        store = later([])

        verdict = store.take([adult(given_name="Zoe", date_of_birth="1985-01-01")], SECOND)

        words = "name and birth date both differ from what is held; is it the same person?"
        assert verdict.warnings == [Problem(2, "person_ref", words)]
        assert store["A"].answers.given_name == "Zoe"

    @pytest.mark.parametrize(
        ("cells", "strange"),
        [
            ({"given_name": "Di", "date_of_birth": "2017-05-05"}, True),
            ({"family_name": "Sample", "date_of_birth": "2017-05-05"}, True),
            ({"given_name": "CY", "date_of_birth": "2017-05-05"}, False),
            ({"given_name": "Di"}, False),
        ],
    )
    def test_a_ref_that_went_to_a_brother_or_sister_is_wondered_at(
        self, cells: dict[str, str], strange: bool
    ) -> None:
        store = Store()
        held = child(family_name="Example")
        store.take([held], FIRST)

        verdict = store.check([held | cells], SECOND)

        assert [p.column for p in verdict.warnings] == ["person_ref"] * strange

    def test_an_older_file_that_comes_late_leaves_later_days(self) -> None:
        store = later([adult(role="carer", postcode="LU9 1AB")], as_of=THIRD)

        store.take([adult(role="other", postcode="LU9 1AD")], SECOND)

        assert store.ties("A") == {
            ("F1", "parent", None, SECOND),
            ("F1", "other", SECOND, THIRD),
            ("F1", "carer", THIRD, None),
        }
        assert store.homes("A") == {
            ("F1", True, "LU9 1AA", None, SECOND),
            ("F1", True, "LU9 1AD", SECOND, THIRD),
            ("F1", True, "LU9 1AB", THIRD, None),
        }

    def test_a_number_written_otherwise_is_the_same_number(self) -> None:
        store = later([adult(phone="07700900123")], first=[adult(phone="07700 900123")])

        assert store["A"].details == {"phone": "07700 900123"}


class TestRegistrations:
    def spans(self, store: Store) -> list[tuple[dt.date, dt.date | None]]:
        return sorted(
            ((r.registered_on, r.left_on) for r in store["C"].registrations),
            key=lambda span: span[0],
        )

    def test_leaving_keeps_the_day_of_registering(self) -> None:
        store = later([child(registered_on="", left_on="2020-02-01")])

        assert self.spans(store) == [(dt.date(2019, 1, 1), dt.date(2020, 2, 1))]

    def test_another_day_of_registering_is_put_right(self) -> None:
        store = later([child(registered_on="2019-02-01")])

        assert self.spans(store) == [(dt.date(2019, 2, 1), None)]

    def test_coming_back_is_another_registration(self) -> None:
        store = later([child(registered_on="2020-02-01")], first=[child(left_on="2019-06-01")])

        assert self.spans(store) == [
            (dt.date(2019, 1, 1), dt.date(2019, 6, 1)),
            (dt.date(2020, 2, 1), None),
        ]

    def test_who_left_and_is_named_again_without_a_day_stays_out_with_a_word(self) -> None:
        store = Store()
        store.take([child(left_on="2019-06-01")], FIRST)

        verdict = store.take([child(registered_on="")], SECOND)

        assert verdict.outcomes == [UNCHANGED]
        words = (
            "the registration ended on 01/06/2019 and stays so; to register again, say "
            "registered_on"
        )
        assert verdict.warnings == [Problem(2, "registered_on", words)]

    def test_days_that_would_overlap_another_registration_are_left(self) -> None:
        store = later([child(registered_on="2020-02-01")], first=[child(left_on="2019-06-01")])

        verdict = store.take([child(registered_on="2019-03-01")], THIRD)

        assert verdict.outcomes == [UNCHANGED]
        assert [problem.column for problem in verdict.warnings] == ["registered_on"]
        assert self.spans(store)[-1] == (dt.date(2020, 2, 1), None)

    def test_a_grown_child_registered_when_small_is_no_fault(self) -> None:
        grown = child(date_of_birth="2005-01-01", registered_on="2010-01-01")
        store = Store()
        store.take([grown], FIRST)

        verdict = store.take([grown | {"registered_on": ""}], dt.date(2025, 1, 1))

        assert verdict.outcomes == [UNCHANGED]

    def test_each_family_has_its_own(self) -> None:
        store = later([child(family_ref="F2", registered_on="")])

        assert {(store.family(r.family), r.registered_on) for r in store["C"].registrations} == {
            ("F1", dt.date(2019, 1, 1)),
            ("F2", SECOND),
        }


class TestPregnancies:
    def mother(self, due: str) -> dict[str, str]:
        return adult(role="expectant_parent", due_date=due)

    def dues(self, store: Store) -> list[dt.date]:
        return [pregnancy.due_on for pregnancy in store["A"].pregnancies]

    def test_a_due_date_is_put_right(self) -> None:
        store = later([self.mother("2020-06-10")], first=[self.mother("2020-06-01")])

        assert self.dues(store) == [dt.date(2020, 6, 10)]

    def test_a_far_one_is_put_right_with_a_word(self) -> None:
        store = Store()
        store.take([self.mother("2020-06-01")], FIRST)

        verdict = store.take([self.mother("2020-09-01")], SECOND)

        words = "the birth was expected on 01/06/2020; the date is changed"
        assert verdict.warnings == [Problem(2, "due_date", words)]

    @pytest.mark.parametrize("outcome", ["born", "ended"])
    def test_what_is_over_is_not_opened_again_by_a_list_that_has_not_heard(
        self, outcome: str
    ) -> None:
        store = later([], first=[self.mother("2020-06-01")])
        pk = store.people["A"]
        state = store.states[pk]
        (held,) = state.pregnancies
        over = held._replace(outcome=outcome)
        store.states[pk] = replace(state, pregnancies=(over,))

        store.take([self.mother("2020-06-01")], SECOND)
        store.take([self.mother("2020-06-10")], SECOND)
        assert store["A"].pregnancies == (over,)

        store.take([self.mother("2021-03-01")], dt.date(2020, 9, 1))
        assert self.dues(store) == [dt.date(2020, 6, 1), dt.date(2021, 3, 1)]


class TestOddities:
    def warnings(self, *rows: Row) -> list[tuple[int, str, str]]:
        verdict = Store().check(rows, FIRST)
        assert verdict.errors == []
        return [(p.row, p.column, p.message) for p in verdict.warnings]

    def test_a_parent_hardly_older_than_the_child(self) -> None:
        assert self.warnings(adult(date_of_birth="2006-05-05"), child()) == [
            (2, "date_of_birth", "a parent 11 years older than a child of the family"),
        ]
        assert self.warnings(adult(date_of_birth="2005-05-05"), child()) == []
        assert self.warnings(adult(date_of_birth="2006-05-05", role="carer"), child()) == []

    def test_two_people_of_one_family_with_one_name_and_birth_date(self) -> None:
        assert self.warnings(child(), child(person_ref="D", given_name="CY")) == [
            (3, "person_ref", "the family has another person of this name and birth date"),
        ]
        assert self.warnings(child(), child(person_ref="D", given_name="Di")) == []

    def test_one_nhs_number_of_two_people(self) -> None:
        number = {"nhs_number": "9990000018"}
        words = "another person has this NHS number too"

        assert self.warnings(adult(**number), child(**number)) == [
            (2, "nhs_number", words),
            (3, "nhs_number", words),
        ]
        assert self.warnings(child(**number), child(family_ref="F2", **number)) == []
