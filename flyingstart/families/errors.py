"""Why something cannot be done; the message is for the person who asked."""

from __future__ import annotations


class FamiliesError(ValueError):
    """Something about a person or a family cannot be done."""


class NameMissingError(FamiliesError):
    """A person has at least one name."""


class BirthDateError(FamiliesError):
    """The birth date cannot be: in the future, missing of a child, or a child's of full age."""


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
