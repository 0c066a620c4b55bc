from django.db import migrations

# Facts read these as well as the tables of the first migration; a test holds both lists to them.
TABLES = ("places_deprivation",)


def triggers():
    for table in TABLES:
        yield migrations.RunSQL(
            f"CREATE TRIGGER evidence_note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE "
            f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION evidence_note_change()",
            f"DROP TRIGGER evidence_note_change ON {table}",
        )


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0002_reports"),
        ("places", "0001_initial"),
        ("families", "0007_entered_by"),
    ]

    operations = [*triggers()]
