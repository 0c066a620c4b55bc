"""An adopted child's record is sealed: docs/adr/0030-sealing.md."""

import django.db.models.deletion
import django.db.models.functions.datetime
import flyingstart.kernel.models
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


# It runs as the owner of the tables, for histories are changed by nobody else. It takes no ids: what
# it can ever take away is the history of rows about sealed people, and the reasons beside it.
FORGET = """
CREATE FUNCTION families_forget_sealed(source regclass, naming text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    history regclass := to_regclass(source::text || 'event');
    forgotten bigint;
BEGIN
    IF history IS NULL THEN
        RETURN 0;
    END IF;
    PERFORM set_config('pgtrigger.ignore', (
        SELECT array_agg(tgname::text)::text FROM pg_trigger
        WHERE tgrelid = history AND tgname LIKE 'pgtrigger\\_append\\_only\\_%'
    ), true);
    EXECUTE format(
        'WITH gone AS (
            DELETE FROM %s WHERE %I IN (
                SELECT id FROM public.families_person WHERE sealed_at IS NOT NULL
            ) RETURNING pgh_context_id
        ),
        spoken AS (
            UPDATE pghistory_context SET metadata = metadata - ''reason''
            WHERE id IN (SELECT pgh_context_id FROM gone) AND metadata ? ''reason''
        )
        SELECT count(*) FROM gone',
        history, CASE WHEN naming = '' THEN 'pgh_obj_id' ELSE naming END
    ) INTO forgotten;
    PERFORM set_config('pgtrigger.ignore', '{}', true);
    RETURN forgotten;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("families", "0009_outside"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="SealedRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.UUIDField(
                        db_default=flyingstart.kernel.models.UUIDv7(), editable=False, unique=True
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("contents", models.BinaryField()),
                ("evidence", models.TextField(help_text="What was seen: the adoption order, …")),
                ("sealed_at", models.DateTimeField()),
                ("sealed_by_name", models.CharField(max_length=200)),
                ("opened_at", models.DateTimeField(null=True)),
                ("opened_by_name", models.CharField(blank=True, max_length=200)),
                ("opened_why", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SealedRecordEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "public_id",
                    models.UUIDField(db_default=flyingstart.kernel.models.UUIDv7(), editable=False),
                ),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("contents", models.BinaryField()),
                ("evidence", models.TextField(help_text="What was seen: the adoption order, …")),
                ("sealed_at", models.DateTimeField()),
                ("sealed_by_name", models.CharField(max_length=200)),
                ("opened_at", models.DateTimeField(null=True)),
                ("opened_by_name", models.CharField(blank=True, max_length=200)),
                ("opened_why", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="family",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="family",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="family",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="person",
            name="person_has_a_name",
        ),
        migrations.AddField(
            model_name="family",
            name="counted_as",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="families.family",
            ),
        ),
        migrations.AddField(
            model_name="family",
            name="sealed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="familyevent",
            name="counted_as",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="families.family",
            ),
        ),
        migrations.AddField(
            model_name="familyevent",
            name="sealed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="sealed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="personevent",
            name="sealed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("sealed_at__isnull", False)),
                fields=["id"],
                name="person_sealed",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="family",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "families_familyevent" ("counted_as_id", "created_at", "id", "merged_into_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "sealed_at", "updated_at", "version") VALUES (NEW."counted_as_id", NEW."created_at", NEW."id", NEW."merged_into_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."sealed_at", NEW."updated_at", NEW."version"); RETURN NULL;',
                    hash="53a97dd4eb393a0dde5c15b832ce195aeaa71d73",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b3032",
                    table="families_family",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="family",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "families_familyevent" ("counted_as_id", "created_at", "id", "merged_into_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "sealed_at", "updated_at", "version") VALUES (NEW."counted_as_id", NEW."created_at", NEW."id", NEW."merged_into_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."sealed_at", NEW."updated_at", NEW."version"); RETURN NULL;',
                    hash="73dd3bd93aec42c26c65e43b5b574f1d77d8a27b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9cc70",
                    table="families_family",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="family",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "families_familyevent" ("counted_as_id", "created_at", "id", "merged_into_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "sealed_at", "updated_at", "version") VALUES (OLD."counted_as_id", OLD."created_at", OLD."id", OLD."merged_into_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."sealed_at", OLD."updated_at", OLD."version"); RETURN NULL;',
                    hash="d3cc94b6f0fd2d23336cd4d6aae77ee37803aee1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_9ca0f",
                    table="families_family",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "families_personevent" ("asked_alone", "contact_by_call", "contact_by_email", "contact_by_letter", "contact_by_sms", "contact_by_voicemail", "created_at", "date_of_birth", "died_on", "ethnicity", "family_name", "given_name", "gp_practice", "health_visiting_team", "id", "interpreter_needed", "merged_into_id", "nhs_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "read_language", "sealed_at", "setting", "sex", "spoken_language", "updated_at", "version") VALUES (NEW."asked_alone", NEW."contact_by_call", NEW."contact_by_email", NEW."contact_by_letter", NEW."contact_by_sms", NEW."contact_by_voicemail", NEW."created_at", NEW."date_of_birth", NEW."died_on", NEW."ethnicity", NEW."family_name", NEW."given_name", NEW."gp_practice", NEW."health_visiting_team", NEW."id", NEW."interpreter_needed", NEW."merged_into_id", NEW."nhs_number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."read_language", NEW."sealed_at", NEW."setting", NEW."sex", NEW."spoken_language", NEW."updated_at", NEW."version"); RETURN NULL;',
                    hash="ac25113809aa756fd67ed4664e10e6be80fd14cb",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9f408",
                    table="families_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."asked_alone" IS DISTINCT FROM (NEW."asked_alone") OR OLD."contact_by_call" IS DISTINCT FROM (NEW."contact_by_call") OR OLD."contact_by_email" IS DISTINCT FROM (NEW."contact_by_email") OR OLD."contact_by_letter" IS DISTINCT FROM (NEW."contact_by_letter") OR OLD."contact_by_sms" IS DISTINCT FROM (NEW."contact_by_sms") OR OLD."contact_by_voicemail" IS DISTINCT FROM (NEW."contact_by_voicemail") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."date_of_birth" IS DISTINCT FROM (NEW."date_of_birth") OR OLD."died_on" IS DISTINCT FROM (NEW."died_on") OR OLD."ethnicity" IS DISTINCT FROM (NEW."ethnicity") OR OLD."family_name" IS DISTINCT FROM (NEW."family_name") OR OLD."given_name" IS DISTINCT FROM (NEW."given_name") OR OLD."gp_practice" IS DISTINCT FROM (NEW."gp_practice") OR OLD."health_visiting_team" IS DISTINCT FROM (NEW."health_visiting_team") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."interpreter_needed" IS DISTINCT FROM (NEW."interpreter_needed") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."nhs_number" IS DISTINCT FROM (NEW."nhs_number") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."read_language" IS DISTINCT FROM (NEW."read_language") OR OLD."sealed_at" IS DISTINCT FROM (NEW."sealed_at") OR OLD."setting" IS DISTINCT FROM (NEW."setting") OR OLD."sex" IS DISTINCT FROM (NEW."sex") OR OLD."spoken_language" IS DISTINCT FROM (NEW."spoken_language") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "families_personevent" ("asked_alone", "contact_by_call", "contact_by_email", "contact_by_letter", "contact_by_sms", "contact_by_voicemail", "created_at", "date_of_birth", "died_on", "ethnicity", "family_name", "given_name", "gp_practice", "health_visiting_team", "id", "interpreter_needed", "merged_into_id", "nhs_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "read_language", "sealed_at", "setting", "sex", "spoken_language", "updated_at", "version") VALUES (NEW."asked_alone", NEW."contact_by_call", NEW."contact_by_email", NEW."contact_by_letter", NEW."contact_by_sms", NEW."contact_by_voicemail", NEW."created_at", NEW."date_of_birth", NEW."died_on", NEW."ethnicity", NEW."family_name", NEW."given_name", NEW."gp_practice", NEW."health_visiting_team", NEW."id", NEW."interpreter_needed", NEW."merged_into_id", NEW."nhs_number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."read_language", NEW."sealed_at", NEW."setting", NEW."sex", NEW."spoken_language", NEW."updated_at", NEW."version"); RETURN NULL;',
                    hash="e4eb05c865ab43b037b8245d51cf98cc7d1c8da9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_663db",
                    table="families_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "families_personevent" ("asked_alone", "contact_by_call", "contact_by_email", "contact_by_letter", "contact_by_sms", "contact_by_voicemail", "created_at", "date_of_birth", "died_on", "ethnicity", "family_name", "given_name", "gp_practice", "health_visiting_team", "id", "interpreter_needed", "merged_into_id", "nhs_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "read_language", "sealed_at", "setting", "sex", "spoken_language", "updated_at", "version") VALUES (OLD."asked_alone", OLD."contact_by_call", OLD."contact_by_email", OLD."contact_by_letter", OLD."contact_by_sms", OLD."contact_by_voicemail", OLD."created_at", OLD."date_of_birth", OLD."died_on", OLD."ethnicity", OLD."family_name", OLD."given_name", OLD."gp_practice", OLD."health_visiting_team", OLD."id", OLD."interpreter_needed", OLD."merged_into_id", OLD."nhs_number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."read_language", OLD."sealed_at", OLD."setting", OLD."sex", OLD."spoken_language", OLD."updated_at", OLD."version"); RETURN NULL;',
                    hash="aecc4d5fd4056ed93544a3e4e7d43a28ab5f88dc",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_460b6",
                    table="families_person",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("given_name", ""), _negated=True),
                    models.Q(("family_name", ""), _negated=True),
                    ("sealed_at__isnull", False),
                    _connector="OR",
                ),
                name="person_has_a_name",
            ),
        ),
        migrations.AddField(
            model_name="sealedrecord",
            name="person",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="families.person"
            ),
        ),
        migrations.AddField(
            model_name="sealedrecordevent",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="families.person",
            ),
        ),
        migrations.AddField(
            model_name="sealedrecordevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="sealedrecordevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="families.sealedrecord",
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("evidence", ""), _negated=True),
                name="sealedrecord_says_what_was_seen",
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("opened_at", None), ("opened_by_name", ""), ("opened_why", "")),
                    models.Q(
                        ("opened_at__isnull", False),
                        models.Q(("opened_by_name", ""), _negated=True),
                        models.Q(("opened_why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="sealedrecord_is_opened_by_somebody_for_a_reason",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sealedrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="count_version",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="NEW.version = OLD.version + 1; NEW.updated_at = now(); RETURN NEW;",
                    hash="f1e9cb9102711deec216b8ba2bd903c7228bbaf5",
                    operation="UPDATE",
                    pgid="pgtrigger_count_version_203cb",
                    table="families_sealedrecord",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sealedrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "families_sealedrecordevent" ("contents", "created_at", "evidence", "id", "opened_at", "opened_by_name", "opened_why", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "sealed_at", "sealed_by_name", "updated_at", "version") VALUES (NEW."contents", NEW."created_at", NEW."evidence", NEW."id", NEW."opened_at", NEW."opened_by_name", NEW."opened_why", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."sealed_at", NEW."sealed_by_name", NEW."updated_at", NEW."version"); RETURN NULL;',
                    hash="93edc614468a866c07e7386ab25e167f55233544",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_8d727",
                    table="families_sealedrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sealedrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "families_sealedrecordevent" ("contents", "created_at", "evidence", "id", "opened_at", "opened_by_name", "opened_why", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "sealed_at", "sealed_by_name", "updated_at", "version") VALUES (NEW."contents", NEW."created_at", NEW."evidence", NEW."id", NEW."opened_at", NEW."opened_by_name", NEW."opened_why", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."sealed_at", NEW."sealed_by_name", NEW."updated_at", NEW."version"); RETURN NULL;',
                    hash="20131e0bce834def12cbc837a15c9eebd70839a8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d6971",
                    table="families_sealedrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sealedrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "families_sealedrecordevent" ("contents", "created_at", "evidence", "id", "opened_at", "opened_by_name", "opened_why", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "sealed_at", "sealed_by_name", "updated_at", "version") VALUES (OLD."contents", OLD."created_at", OLD."evidence", OLD."id", OLD."opened_at", OLD."opened_by_name", OLD."opened_why", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."sealed_at", OLD."sealed_by_name", OLD."updated_at", OLD."version"); RETURN NULL;',
                    hash="cd0c20b90c9c631a94fffea0544880f4219a3abf",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d2332",
                    table="families_sealedrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sealedrecordevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b9aa03152bc69960ddaf3d6d43bf13b3cfbf7b51",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_6ec43",
                    table="families_sealedrecordevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(
            FORGET, reverse_sql="DROP FUNCTION families_forget_sealed(regclass, text)"
        ),
    ]
