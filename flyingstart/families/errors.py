"""Why something cannot be done; the message is for the person who asked."""

from __future__ import annotations


class FamiliesError(ValueError):
    """Something about a person or a family cannot be done."""


class NameMissingError(FamiliesError):
    """A person has at least one name."""


class BirthDateError(FamiliesError):
    """The birth date cannot be: in the future, missing of a baby, or a child's of full age."""


class NhsNumberError(FamiliesError):
    """The NHS number is not one."""


class UnknownCodeError(FamiliesError):
    """A code is in no list of the authority."""


class DayError(FamiliesError):
    """A day cannot be: in the future, or before what it follows."""


class PersonChangedError(FamiliesError):
    """Somebody else changed the person since they were read."""


class NotInFamilyError(FamiliesError):
    """The person does not belong to the family on that day."""


class PlacementError(FamiliesError):
    """A child cannot be placed so, or the placement is not what was said of it."""


class OtherRoleError(FamiliesError):
    """The person belongs to the family already, in another role."""


class NotRegisteredError(FamiliesError):
    """The person has no registration in the family."""


class RegistrationError(FamiliesError):
    """Two registrations of a person in a family would overlap."""


class AddressMissingError(FamiliesError):
    """An address says where."""


class DetailError(FamiliesError):
    """A phone number or email address is not one."""


class ContactError(FamiliesError):
    """A contact cannot be: in the future, or face to face by phone."""


class DueDateError(FamiliesError):
    """The due date is too far away."""


class PregnancyOverError(FamiliesError):
    """Nothing is expected any more."""


class FormError(FamiliesError):
    """A registration needs somebody to register."""


class DraftGoneError(FamiliesError):
    """A registration begun online is not there: never was, has run out, or another's."""


class AnswersChangedError(FamiliesError):
    """The answers were changed on another page in the meantime."""


class AnswersMissingError(FamiliesError):
    """A registration cannot be sent while a question is open."""


class MergeError(FamiliesError):
    """Two records cannot be joined, or parted again, so."""


class MergedAlreadyError(MergeError):
    """One of the records was joined to another one before."""


class NhsNumbersDifferError(MergeError):
    """Two people with different NHS numbers are two people."""


class SaidDistinctError(MergeError):
    """Somebody said that these are two people."""


class MergeDoubtError(MergeError):
    """There is reason to doubt that these are one; whoever knows it says so."""


class MergeReasonError(MergeError):
    """Nobody joins or parts records without saying why."""


class UndecidedError(MergeError):
    """Something was entered since the records were joined, and nobody said whose it is."""


class CannotGoError(MergeError):
    """What was entered since does not fit beside what the other record holds."""


class NoticeError(FamiliesError):
    """A privacy notice would change under the name of a version that people were shown."""


class TextError(FamiliesError):
    """A note, a warning or a reason says nothing, or too much."""


class NoteCorrectedError(FamiliesError):
    """Somebody else corrected the note in the meantime."""


class WarningOverError(FamiliesError):
    """The warning has ended."""


class ColleagueError(FamiliesError):
    """The record of a colleague cannot be held there, or not under this alias."""


class PlaceError(FamiliesError):
    """A family cannot be looked after there, or is no longer."""


class NotPausedError(FamiliesError):
    """Nothing is paused that could resume."""


class NotAllowedError(FamiliesError):
    """Only a named worker who may decide this can do it."""


class NotDeadError(FamiliesError):
    """No death was recorded that could be withdrawn."""


class ListNameError(FamiliesError):
    """A list that is kept has a name, and not a long one."""


class ListNameTakenError(FamiliesError):
    """The owner keeps another list of that name."""


class NotYourListError(FamiliesError):
    """Nobody keeps, changes or takes away the lists of somebody else."""


class PaperError(FamiliesError):
    """A paper or its scan cannot be kept so."""


class ReplyError(FamiliesError):
    """Something that a family wrote cannot be dealt with so."""


class AlertOverError(FamiliesError):
    """The sign has ended."""
