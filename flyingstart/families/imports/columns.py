"""The columns of a file of registrations, explained, with the headings they go by elsewhere."""

from __future__ import annotations

from flyingstart.kernel.api import Column

COLUMNS = (
    Column(
        name="family_ref",
        explained="What your system calls the family; the same in every file",
        synonyms=("family id", "family number", "household id"),
        example="F-501",
        required=True,
    ),
    Column(
        name="person_ref",
        explained="What your system calls the person; the same in every file. A person of two "
        "families has two rows with the same name and birth date",
        synonyms=("person id", "person number", "client id"),
        example="P-1001",
        required=True,
    ),
    Column(
        name="role",
        explained="child, parent, carer, expectant_parent or other",
        example="child",
        required=True,
    ),
    Column(
        name="given_name",
        explained="A person has at least one of the two names",
        synonyms=("first name", "forename", "forenames", "given names"),
        example="Ada",
    ),
    Column(
        name="family_name",
        explained="A person has at least one of the two names",
        synonyms=("last name", "surname"),
        example="Example",
    ),
    Column(
        name="date_of_birth",
        explained="2016-02-29 or 29/02/2016; a child needs one",
        synonyms=("birth date", "dob", "born"),
        example="2016-02-29",
    ),
    Column(
        name="due_date",
        explained="When an expectant parent's baby is due",
        synonyms=("edd", "expected date of delivery", "baby due"),
        example="2019-08-14",
    ),
    Column(name="sex", explained="F, M, other, unknown or blank", synonyms=("gender",)),
    Column(
        name="ethnicity",
        explained="Code or label of the census or the Department for Education. unknown, refused, "
        "not_asked and blank are four different answers",
        synonyms=("ethnic group", "ethnic origin", "ethnic category"),
        example="WBRI",
    ),
    Column(
        name="language",
        explained="The language spoken at home, in English",
        synonyms=("home language", "first language", "spoken language", "main language"),
        example="Polish",
    ),
    Column(
        name="interpreter_needed",
        explained="yes or no",
        synonyms=("interpreter", "interpreter required"),
    ),
    Column(
        name="phone",
        explained="One number",
        synonyms=("mobile", "telephone", "phone number", "mobile number", "mobile phone"),
        example="07700 900123",
    ),
    Column(
        name="email",
        explained="One address",
        synonyms=("e-mail", "email address", "e-mail address"),
        example="ada@example.org",
    ),
    Column(
        name="address_line_1",
        explained="House and street",
        synonyms=("address 1", "address line1", "address", "street"),
        example="1 High Street",
    ),
    Column(name="address_line_2", explained="More of the address", synonyms=("address 2",)),
    Column(name="town", explained="Post town", synonyms=("post town", "city")),
    Column(
        name="postcode",
        explained="Kept as written if it is unknown. The main address is that of the person's "
        "first row in the first file",
        synonyms=("post code", "postal code"),
    ),
    Column(
        name="nhs_number",
        explained="Ten digits, spaces allowed; the last must fit the others",
        synonyms=("nhs no", "nhs"),
        example="999 000 0018",
    ),
    Column(
        name="gp_practice",
        explained="Name of the doctors' practice",
        synonyms=("gp", "gp surgery", "doctor", "surgery"),
    ),
    Column(
        name="setting",
        explained="Nursery, school or childminder",
        synonyms=("nursery", "school", "childcare setting"),
    ),
    Column(
        name="registered_on",
        explained="First day of the registration; blank is the day as of which the file holds",
        synonyms=("registration date", "date registered", "registered"),
        example="2019-05-01",
    ),
    Column(
        name="left_on",
        explained="First day on which the registration no longer holds",
        synonyms=("leaving date", "date left", "deregistered on"),
    ),
    Column(
        name="contact_by_sms",
        explained="yes or no: texts may be sent",
        synonyms=("sms", "text consent", "contact by text"),
    ),
    Column(
        name="contact_by_email",
        explained="yes or no: emails may be sent",
        synonyms=("email consent",),
    ),
)
