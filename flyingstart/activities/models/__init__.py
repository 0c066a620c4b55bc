"""What is offered, when and where, and who came."""

from __future__ import annotations

from flyingstart.activities.models.care import CareRule, Creche, CrecheStay, FirstAid
from flyingstart.activities.models.catalogue import Activity
from flyingstart.activities.models.giving import GiveItem, GivenOut, Stock
from flyingstart.activities.models.paper import PaperRow, PaperSheet
from flyingstart.activities.models.registers import (
    FamilyCode,
    Headcount,
    Mark,
    RegisterEntry,
    RegisterEvent,
)
from flyingstart.activities.models.sessions import Session, SessionWorker
from flyingstart.activities.models.timetable import Edition, Programme, Series, SeriesWorker
from flyingstart.activities.models.visits import LoneVisit

__all__ = [
    "Activity",
    "CareRule",
    "Creche",
    "CrecheStay",
    "Edition",
    "FamilyCode",
    "FirstAid",
    "GiveItem",
    "GivenOut",
    "Headcount",
    "LoneVisit",
    "Mark",
    "PaperRow",
    "PaperSheet",
    "Programme",
    "RegisterEntry",
    "RegisterEvent",
    "Series",
    "SeriesWorker",
    "Session",
    "SessionWorker",
    "Stock",
]
