"""Rows of other homes in packs, worries asked of those who read them, lists that two approve.

Worries are hidden by the database from who erases: two functions count and erase those whose time is
over, and tell nothing else of them (docs/adr/0026-erasing.md).
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import flyingstart.kernel.models
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


# Closed worries of a kind whose time is over: about a child counted from its birth (or from the day
# on which it was raised, if that is not known), about an adult from the birth (not known: as if they
# had been 18 then), and ten years at least. What lies on somebody in `kept` stays.
INNER = """
CREATE FUNCTION privacy_old_worries(of_kind text, before date, today date, kept uuid[])
RETURNS TABLE (concern uuid, raised date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT held.id, (held.raised_at AT TIME ZONE 'Europe/London')::date
    FROM public.daybook_concern held
    LEFT JOIN public.families_person about ON about.public_id = held.person
    LEFT JOIN public.families_person root ON root.id = about.merged_into_id
    CROSS JOIN LATERAL (
        SELECT coalesce(about.date_of_birth, root.date_of_birth) AS born,
            (held.raised_at AT TIME ZONE 'Europe/London')::date AS raised
    ) days
    WHERE held.kind = of_kind
        AND (held.person IS NULL OR held.person <> ALL (kept))
        AND CASE of_kind
            WHEN 'child' THEN coalesce(days.born, days.raised) <= before
            ELSE coalesce(days.born, (days.raised - interval '18 years')::date) <= before
                AND days.raised <= (today - interval '10 years')::date
        END
        AND (
            SELECT step.kind FROM public.daybook_concernstep step
            WHERE step.concern_id = held.id AND step.kind <> 'done'
            ORDER BY step.at DESC, step.id DESC LIMIT 1
        ) = 'closed'
$$;
REVOKE ALL ON FUNCTION privacy_old_worries(text, date, date, uuid[]) FROM PUBLIC
"""
COUNT = """
CREATE FUNCTION privacy_count_worries(
    of_kind text, before date, today date, kept uuid[], OUT worries bigint, OUT oldest date
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT count(*), min(raised) FROM public.privacy_old_worries(of_kind, before, today, kept)
$$
"""
ERASE = """
CREATE FUNCTION privacy_erase_worries(
    list uuid, of_kind text, before date, today date, kept uuid[]
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    gone uuid[];
    steps uuid[];
BEGIN
    PERFORM 1 FROM public.privacy_disposal
    WHERE public_id = list AND approved_at IS NOT NULL AND erased_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'worries are erased for an approved disposal only';
    END IF;
    SELECT coalesce(array_agg(concern), '{}') INTO gone
    FROM public.privacy_old_worries(of_kind, before, today, kept);
    SELECT coalesce(array_agg(id), '{}') INTO steps
    FROM public.daybook_concernstep WHERE concern_id = ANY (gone);
    DELETE FROM public.daybook_concernstep WHERE id = ANY (steps);
    DELETE FROM public.daybook_concern WHERE id = ANY (gone);
    DELETE FROM public.daybook_concernreceipt WHERE concern_id = ANY (gone);
    PERFORM set_config('pgtrigger.ignore', (
        SELECT array_agg(tgname::text)::text FROM pg_trigger
        WHERE tgrelid IN (
            'public.daybook_concernevent'::regclass, 'public.daybook_concernstepevent'::regclass
        ) AND tgname LIKE 'pgtrigger\\_append\\_only\\_%'
    ), true);
    DELETE FROM public.daybook_concernstepevent WHERE pgh_obj_id = ANY (steps);
    DELETE FROM public.daybook_concernevent WHERE pgh_obj_id = ANY (gone);
    PERFORM set_config('pgtrigger.ignore', '{}', true);
    RETURN cardinality(gone);
END $$
"""
_SIGNATURE = "(text, date, date, uuid[])"


class Migration(migrations.Migration):
    dependencies = [
        ("daybook", "0002_day_book"),
        ("families", "0012_restorable"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("privacy", "0002_erasing_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorryQuestion",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("child", "A child"),
                            ("adult", "An adult who works with children"),
                        ],
                        max_length=5,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("asked_by_name", models.CharField(max_length=200)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by_name", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["asked_at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WorryQuestionEvent",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("child", "A child"),
                            ("adult", "An adult who works with children"),
                        ],
                        max_length=5,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("asked_by_name", models.CharField(max_length=200)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by_name", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="disposal",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="disposal",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="disposal",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="subjectrequest",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="subjectrequest",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="subjectrequest",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="retentionrule",
            name="retentionrule_counts_from_is_known",
        ),
        migrations.AddField(
            model_name="disposal",
            name="approved_by",
            field=models.UUIDField(help_text="The public id of who approved it", null=True),
        ),
        migrations.AddField(
            model_name="disposal",
            name="oldest_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="disposal",
            name="put_forward_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="disposal",
            name="put_forward_by",
            field=models.UUIDField(help_text="The public id of who looked through it", null=True),
        ),
        migrations.AddField(
            model_name="disposal",
            name="put_forward_by_name",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="disposal",
            name="rows_listed",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="disposalevent",
            name="approved_by",
            field=models.UUIDField(help_text="The public id of who approved it", null=True),
        ),
        migrations.AddField(
            model_name="disposalevent",
            name="oldest_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="disposalevent",
            name="put_forward_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="disposalevent",
            name="put_forward_by",
            field=models.UUIDField(help_text="The public id of who looked through it", null=True),
        ),
        migrations.AddField(
            model_name="disposalevent",
            name="put_forward_by_name",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="disposalevent",
            name="rows_listed",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="packrow",
            name="held_for",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("other_home", "it is of a home that whoever asks does not belong to"),
                        ("hidden_home", "it could show where somebody lives whose home is hidden"),
                        ("inside", "such rows never go out by themselves"),
                    ],
                    max_length=11,
                ),
                default=list,
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="subjectrequest",
            name="asker",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="families.person",
            ),
        ),
        migrations.AddField(
            model_name="subjectrequestevent",
            name="asker",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="families.person",
            ),
        ),
        migrations.AlterField(
            model_name="retentionrule",
            name="counts_from",
            field=models.CharField(
                choices=[
                    ("last_contact", "the last contact with the family"),
                    ("born_or_due", "the date of birth, or the date a birth was expected"),
                    ("born", "the date of birth"),
                    ("sent", "the day it was sent"),
                    ("closed", "the day it was closed"),
                    ("last_used", "the day it was last used"),
                    ("written", "the day it is about"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="retentionruleevent",
            name="counts_from",
            field=models.CharField(
                choices=[
                    ("last_contact", "the last contact with the family"),
                    ("born_or_due", "the date of birth, or the date a birth was expected"),
                    ("born", "the date of birth"),
                    ("sent", "the day it was sent"),
                    ("closed", "the day it was closed"),
                    ("last_used", "the day it was last used"),
                    ("written", "the day it is about"),
                ],
                max_length=12,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="disposal",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "privacy_disposalevent" ("approved_at", "approved_by", "approved_by_name", "cancelled_at", "cancelled_why", "created_at", "due_before", "erased", "erased_at", "id", "made_at", "oldest_on", "people_erased", "people_kept", "people_listed", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "put_forward_at", "put_forward_by", "put_forward_by_name", "rows_listed", "rule_id", "updated_at", "version") VALUES (NEW."approved_at", NEW."approved_by", NEW."approved_by_name", NEW."cancelled_at", NEW."cancelled_why", NEW."created_at", NEW."due_before", NEW."erased", NEW."erased_at", NEW."id", NEW."made_at", NEW."oldest_on", NEW."people_erased", NEW."people_kept", NEW."people_listed", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."put_forward_at", NEW."put_forward_by", NEW."put_forward_by_name", NEW."rows_listed", NEW."rule_id", NEW."updated_at", NEW."version"); RETURN NULL;',
                    hash="2f5bc91c203dd858b0933102b07297c1c727d64f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_31fe2",
                    table="privacy_disposal",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="disposal",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "privacy_disposalevent" ("approved_at", "approved_by", "approved_by_name", "cancelled_at", "cancelled_why", "created_at", "due_before", "erased", "erased_at", "id", "made_at", "oldest_on", "people_erased", "people_kept", "people_listed", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "put_forward_at", "put_forward_by", "put_forward_by_name", "rows_listed", "rule_id", "updated_at", "version") VALUES (NEW."approved_at", NEW."approved_by", NEW."approved_by_name", NEW."cancelled_at", NEW."cancelled_why", NEW."created_at", NEW."due_before", NEW."erased", NEW."erased_at", NEW."id", NEW."made_at", NEW."oldest_on", NEW."people_erased", NEW."people_kept", NEW."people_listed", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."put_forward_at", NEW."put_forward_by", NEW."put_forward_by_name", NEW."rows_listed", NEW."rule_id", NEW."updated_at", NEW."version"); RETURN NULL;',
                    hash="8da0f055b9a67cdf7817f40a44bcad3e1b3b12a4",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1c81d",
                    table="privacy_disposal",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="disposal",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "privacy_disposalevent" ("approved_at", "approved_by", "approved_by_name", "cancelled_at", "cancelled_why", "created_at", "due_before", "erased", "erased_at", "id", "made_at", "oldest_on", "people_erased", "people_kept", "people_listed", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "put_forward_at", "put_forward_by", "put_forward_by_name", "rows_listed", "rule_id", "updated_at", "version") VALUES (OLD."approved_at", OLD."approved_by", OLD."approved_by_name", OLD."cancelled_at", OLD."cancelled_why", OLD."created_at", OLD."due_before", OLD."erased", OLD."erased_at", OLD."id", OLD."made_at", OLD."oldest_on", OLD."people_erased", OLD."people_kept", OLD."people_listed", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."put_forward_at", OLD."put_forward_by", OLD."put_forward_by_name", OLD."rows_listed", OLD."rule_id", OLD."updated_at", OLD."version"); RETURN NULL;',
                    hash="23bfef76acece7f2e58238f12639ea88052bc6f9",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ebf48",
                    table="privacy_disposal",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="subjectrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "privacy_subjectrequestevent" ("acts", "acts_at", "acts_by_name", "acts_why", "asked_on", "asker_id", "asker_is", "asker_name", "closed_at", "closed_why", "created_at", "evidence", "extended_on", "extended_why", "gathered_at", "id", "identity", "identity_on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reach", "released_at", "released_by_name", "updated_at", "version", "wants", "words") VALUES (NEW."acts", NEW."acts_at", NEW."acts_by_name", NEW."acts_why", NEW."asked_on", NEW."asker_id", NEW."asker_is", NEW."asker_name", NEW."closed_at", NEW."closed_why", NEW."created_at", NEW."evidence", NEW."extended_on", NEW."extended_why", NEW."gathered_at", NEW."id", NEW."identity", NEW."identity_on", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."reach", NEW."released_at", NEW."released_by_name", NEW."updated_at", NEW."version", NEW."wants", NEW."words"); RETURN NULL;',
                    hash="c76b15a6e226d61b9903f4f8fab22b18ef4d9666",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c8ef1",
                    table="privacy_subjectrequest",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="subjectrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "privacy_subjectrequestevent" ("acts", "acts_at", "acts_by_name", "acts_why", "asked_on", "asker_id", "asker_is", "asker_name", "closed_at", "closed_why", "created_at", "evidence", "extended_on", "extended_why", "gathered_at", "id", "identity", "identity_on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reach", "released_at", "released_by_name", "updated_at", "version", "wants", "words") VALUES (NEW."acts", NEW."acts_at", NEW."acts_by_name", NEW."acts_why", NEW."asked_on", NEW."asker_id", NEW."asker_is", NEW."asker_name", NEW."closed_at", NEW."closed_why", NEW."created_at", NEW."evidence", NEW."extended_on", NEW."extended_why", NEW."gathered_at", NEW."id", NEW."identity", NEW."identity_on", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."reach", NEW."released_at", NEW."released_by_name", NEW."updated_at", NEW."version", NEW."wants", NEW."words"); RETURN NULL;',
                    hash="1393803e44c76a8f1565963abe0dbfe167b9a08f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b369e",
                    table="privacy_subjectrequest",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="subjectrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "privacy_subjectrequestevent" ("acts", "acts_at", "acts_by_name", "acts_why", "asked_on", "asker_id", "asker_is", "asker_name", "closed_at", "closed_why", "created_at", "evidence", "extended_on", "extended_why", "gathered_at", "id", "identity", "identity_on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reach", "released_at", "released_by_name", "updated_at", "version", "wants", "words") VALUES (OLD."acts", OLD."acts_at", OLD."acts_by_name", OLD."acts_why", OLD."asked_on", OLD."asker_id", OLD."asker_is", OLD."asker_name", OLD."closed_at", OLD."closed_why", OLD."created_at", OLD."evidence", OLD."extended_on", OLD."extended_why", OLD."gathered_at", OLD."id", OLD."identity", OLD."identity_on", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."reach", OLD."released_at", OLD."released_by_name", OLD."updated_at", OLD."version", OLD."wants", OLD."words"); RETURN NULL;',
                    hash="1e8a4257e23a0ec9cf6eff951b166c3f2ea8b315",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8230c",
                    table="privacy_subjectrequest",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="disposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("put_forward_at", None),
                        ("put_forward_by", None),
                        ("put_forward_by_name", ""),
                    ),
                    models.Q(
                        ("put_forward_at__isnull", False),
                        ("put_forward_by__isnull", False),
                        models.Q(("put_forward_by_name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="disposal_is_put_forward_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="disposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by", None),
                    models.Q(
                        ("put_forward_by__isnull", False),
                        models.Q(("approved_by", models.F("put_forward_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="disposal_is_approved_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "counts_from__in",
                        [
                            "last_contact",
                            "born_or_due",
                            "born",
                            "sent",
                            "closed",
                            "last_used",
                            "written",
                        ],
                    )
                ),
                name="retentionrule_counts_from_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="subjectrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("asker", None), ("asker_is", "for_child"), _connector="OR"),
                name="subjectrequest_asker_is_named_for_a_child",
            ),
        ),
        migrations.AddField(
            model_name="worryquestion",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="worry_questions",
                to="privacy.subjectrequest",
            ),
        ),
        migrations.AddField(
            model_name="worryquestionevent",
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
            model_name="worryquestionevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="privacy.worryquestion",
            ),
        ),
        migrations.AddField(
            model_name="worryquestionevent",
            name="request",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="privacy.subjectrequest",
            ),
        ),
        migrations.AddConstraint(
            model_name="worryquestion",
            constraint=models.UniqueConstraint(
                fields=("request", "kind"), name="worryquestion_once_a_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="worryquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["child", "adult"])),
                name="worryquestion_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="worryquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("answered_by_name", "")),
                    models.Q(
                        ("answered_at__gte", models.F("asked_at")),
                        models.Q(("answered_by_name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="worryquestion_is_answered_by_somebody",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="worryquestion",
            trigger=pgtrigger.compiler.Trigger(
                name="count_version",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="NEW.version = OLD.version + 1; NEW.updated_at = now(); RETURN NEW;",
                    hash="b66918791cac44d8049352a8c42fc2d660342360",
                    operation="UPDATE",
                    pgid="pgtrigger_count_version_8a1b4",
                    table="privacy_worryquestion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="worryquestion",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "privacy_worryquestionevent" ("answered_at", "answered_by_name", "asked_at", "asked_by_name", "created_at", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "request_id", "updated_at", "version") VALUES (NEW."answered_at", NEW."answered_by_name", NEW."asked_at", NEW."asked_by_name", NEW."created_at", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."request_id", NEW."updated_at", NEW."version"); RETURN NULL;',
                    hash="7417996e3c640179c2cdef89943125dbec76462c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_27c2a",
                    table="privacy_worryquestion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="worryquestion",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "privacy_worryquestionevent" ("answered_at", "answered_by_name", "asked_at", "asked_by_name", "created_at", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "request_id", "updated_at", "version") VALUES (NEW."answered_at", NEW."answered_by_name", NEW."asked_at", NEW."asked_by_name", NEW."created_at", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."request_id", NEW."updated_at", NEW."version"); RETURN NULL;',
                    hash="1f38257f1389467c418adcd18258be1d5a30467c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_39a58",
                    table="privacy_worryquestion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="worryquestion",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "privacy_worryquestionevent" ("answered_at", "answered_by_name", "asked_at", "asked_by_name", "created_at", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "request_id", "updated_at", "version") VALUES (OLD."answered_at", OLD."answered_by_name", OLD."asked_at", OLD."asked_by_name", OLD."created_at", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."request_id", OLD."updated_at", OLD."version"); RETURN NULL;',
                    hash="47d532b52f0b6908917c761118a4fe27d0d45e0b",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1c89c",
                    table="privacy_worryquestion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="worryquestionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="29abafcb3127ae9aff46039c65a4a49af0264fb8",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_744d6",
                    table="privacy_worryquestionevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(INNER, reverse_sql=f"DROP FUNCTION privacy_old_worries{_SIGNATURE}"),
        migrations.RunSQL(COUNT, reverse_sql=f"DROP FUNCTION privacy_count_worries{_SIGNATURE}"),
        migrations.RunSQL(
            ERASE,
            reverse_sql="DROP FUNCTION privacy_erase_worries(uuid, text, date, date, uuid[])",
        ),
    ]
