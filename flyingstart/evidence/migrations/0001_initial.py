from django.db import migrations, models
from django.db.models.functions import Now

# The tables that facts read; a test holds the list to the facts.
TABLES = (
    "activities_activity",
    "activities_headcount",
    "activities_mark",
    "activities_session",
    "families_address",
    "families_code",
    "families_contact",
    "families_contactdetail",
    "families_expectedbirth",
    "families_family",
    "families_familytie",
    "families_need",
    "families_person",
    "families_registration",
    "places_area",
    "places_areapart",
    "places_areaset",
    "places_authority",
    "places_population",
    "places_postcode",
    "places_postcodearea",
    "places_site",
    "places_term",
)

NOTE_CHANGE = """
CREATE FUNCTION evidence_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO evidence_change ("table", "transaction")
    VALUES (TG_TABLE_NAME, pg_current_xact_id()::text::bigint)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$
"""


def triggers():
    for table in TABLES:
        yield migrations.RunSQL(
            f"CREATE TRIGGER evidence_note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE "
            f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION evidence_note_change()",
            f"DROP TRIGGER evidence_note_change ON {table}",
        )


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("places", "0001_initial"),
        ("families", "0001_initial"),
        ("activities", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("table", models.CharField(max_length=63)),
                ("transaction", models.BigIntegerField()),
                ("happened_at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("transaction", "table"), name="change_once_a_transaction"
                    )
                ],
            },
        ),
        migrations.RunSQL(NOTE_CHANGE, "DROP FUNCTION evidence_note_change()"),
        *triggers(),
    ]
