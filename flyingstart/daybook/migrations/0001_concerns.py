"""Worries, and who reads them: row-level security on each table and its history.

Why: docs/adr/0023-worries.md. The policies name roles, for a function in the database cannot ask
Python; tests compare them with `accounts.roles`.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
import flyingstart.kernel.models
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models


# Who reads the worries of a kind. `tests/daybook/test_who_reads.py` compares it with the roles.
READERS = {"child": ["safeguarding_lead"], "adult": ["head_of_service"]}

FUNCTIONS = """
CREATE FUNCTION daybook_actor() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('flyingstart.actor', true), '')::uuid
$$;
CREATE FUNCTION daybook_holds(names text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM public.accounts_grant held
        JOIN public.accounts_user holder ON holder.id = held.user_id
        WHERE holder.public_id = public.daybook_actor()
            AND holder.is_active
            AND held.role_name = ANY (names)
            AND held.starts_on <= (now() AT TIME ZONE 'Europe/London')::date
            AND (held.ends_on IS NULL
                OR held.ends_on > (now() AT TIME ZONE 'Europe/London')::date)
    )
$$
"""
READS = " OR ".join(
    f"(kind = '{kind}' AND (SELECT public.daybook_holds(ARRAY{names})))"
    for kind, names in READERS.items()
)
ACTOR = "(SELECT public.daybook_actor())"
OF_CONCERN = "EXISTS (SELECT FROM public.daybook_concern held WHERE held.id = concern_id)"
# Table: who reads a row, and who may write one. Nobody changes or deletes any: there is no policy
# for it, but for the receipt, which a reader marks as read.
POLICIES = {
    "daybook_concern": (READS, f"raised_by = {ACTOR}"),
    "daybook_concernevent": (READS, f"raised_by = {ACTOR}"),
    "daybook_concernstep": (OF_CONCERN, f"by_id = {ACTOR} AND {OF_CONCERN}"),
    "daybook_concernstepevent": (OF_CONCERN, f"by_id = {ACTOR} AND {OF_CONCERN}"),
    "daybook_concernreceipt": (f"raised_by = {ACTOR} OR {READS}", f"raised_by = {ACTOR}"),
}


def secured() -> str:
    """The statements; the owner sees all rows, or dumps and later migrations would miss them."""
    made = [
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY owner ON {table} TO CURRENT_USER USING (true) WITH CHECK (true);
        CREATE POLICY readers ON {table} FOR SELECT USING ({reads});
        CREATE POLICY writers ON {table} FOR INSERT WITH CHECK ({writes});
        """
        for table, (reads, writes) in POLICIES.items()
    ]
    made.append(f"CREATE POLICY mark_as_read ON daybook_concernreceipt FOR UPDATE USING ({READS})")
    return "".join(made)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0008_tablets"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConcernEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(serialize=False)),
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
                ("person", models.UUIDField(null=True)),
                ("name", models.TextField()),
                ("seen", models.TextField(blank=True, help_text="What was seen")),
                (
                    "said",
                    models.TextField(blank=True, help_text="What was said, in their own words"),
                ),
                (
                    "danger_now",
                    models.BooleanField(help_text="Whether somebody was in danger at that moment"),
                ),
                ("told", models.TextField(blank=True, help_text="Who has been told")),
                ("raised_by", models.UUIDField(help_text="The public id of who raised it")),
                ("raised_by_name", models.TextField()),
                ("raised_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ConcernReceipt",
            fields=[
                ("concern_id", models.UUIDField(primary_key=True, serialize=False)),
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
                ("raised_by", models.UUIDField()),
                ("raised_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-raised_at", "concern_id"],
            },
        ),
        migrations.CreateModel(
            name="ConcernStep",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("done", "Done"),
                            ("closed", "Closed"),
                            ("reopened", "Opened again"),
                        ],
                        max_length=8,
                    ),
                ),
                ("words", models.TextField()),
                ("by_id", models.UUIDField(help_text="The public id of who did it")),
                ("by_name", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="ConcernStepEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("done", "Done"),
                            ("closed", "Closed"),
                            ("reopened", "Opened again"),
                        ],
                        max_length=8,
                    ),
                ),
                ("words", models.TextField()),
                ("by_id", models.UUIDField(help_text="The public id of who did it")),
                ("by_name", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Duty",
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
                    "key",
                    models.CharField(
                        choices=[
                            ("front_door", "The council’s front door for children"),
                            ("designated_officer", "The officer for allegations"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.TextField()),
                ("phone", models.TextField(blank=True)),
                ("working_days", models.PositiveSmallIntegerField(null=True)),
                ("starts_on", models.DateField()),
                ("source", models.TextField()),
            ],
            options={
                "verbose_name_plural": "duties",
                "ordering": ["key", "starts_on"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DutyEvent",
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
                    "key",
                    models.CharField(
                        choices=[
                            ("front_door", "The council’s front door for children"),
                            ("designated_officer", "The officer for allegations"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.TextField()),
                ("phone", models.TextField(blank=True)),
                ("working_days", models.PositiveSmallIntegerField(null=True)),
                ("starts_on", models.DateField()),
                ("source", models.TextField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Concern",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
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
                ("person", models.UUIDField(null=True)),
                ("name", models.TextField()),
                ("seen", models.TextField(blank=True, help_text="What was seen")),
                (
                    "said",
                    models.TextField(blank=True, help_text="What was said, in their own words"),
                ),
                (
                    "danger_now",
                    models.BooleanField(help_text="Whether somebody was in danger at that moment"),
                ),
                ("told", models.TextField(blank=True, help_text="Who has been told")),
                ("raised_by", models.UUIDField(help_text="The public id of who raised it")),
                ("raised_by_name", models.TextField()),
                ("raised_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-raised_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["child", "adult"])),
                        name="concern_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="concern_is_about_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seen", ""), _negated=True),
                            models.Q(("said", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="concern_says_what_it_is",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="concern",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "daybook_concernevent" ("danger_now", "id", "kind", "name", "person", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "raised_by", "raised_by_name", "said", "seen", "told") VALUES (NEW."danger_now", NEW."id", NEW."kind", NEW."name", NEW."person", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."raised_at", NEW."raised_by", NEW."raised_by_name", NEW."said", NEW."seen", NEW."told"); RETURN NULL;',
                    hash="c2a55126f684462c3ec4fc6d40981cc0165a59b6",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_cb6c6",
                    table="daybook_concern",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="concern",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "daybook_concernevent" ("danger_now", "id", "kind", "name", "person", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "raised_by", "raised_by_name", "said", "seen", "told") VALUES (NEW."danger_now", NEW."id", NEW."kind", NEW."name", NEW."person", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."raised_at", NEW."raised_by", NEW."raised_by_name", NEW."said", NEW."seen", NEW."told"); RETURN NULL;',
                    hash="7093c0b466e6b88cd7f0147fd3028687c03b3917",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a1a41",
                    table="daybook_concern",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="concern",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "daybook_concernevent" ("danger_now", "id", "kind", "name", "person", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "raised_by", "raised_by_name", "said", "seen", "told") VALUES (OLD."danger_now", OLD."id", OLD."kind", OLD."name", OLD."person", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."raised_at", OLD."raised_by", OLD."raised_by_name", OLD."said", OLD."seen", OLD."told"); RETURN NULL;',
                    hash="3f2317f4ef1407c472083d508b888840ddf60318",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b60d3",
                    table="daybook_concern",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="concernevent",
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
            model_name="concernevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="daybook.concern",
            ),
        ),
        migrations.AddIndex(
            model_name="concernreceipt",
            index=models.Index(fields=["raised_by", "-raised_at"], name="receipt_by_raiser"),
        ),
        migrations.AddConstraint(
            model_name="concernreceipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("read_at__gte", models.F("raised_at"))),
                name="receipt_is_read_once_raised",
            ),
        ),
        migrations.AddField(
            model_name="concernstep",
            name="concern",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps",
                to="daybook.concern",
            ),
        ),
        migrations.AddField(
            model_name="concernstepevent",
            name="concern",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="daybook.concern",
            ),
        ),
        migrations.AddField(
            model_name="concernstepevent",
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
            model_name="concernstepevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="daybook.concernstep",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(fields=("key", "starts_on"), name="duty_once_a_day"),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__in", ["front_door", "designated_officer"])),
                name="duty_key_is_known",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="duty",
            trigger=pgtrigger.compiler.Trigger(
                name="count_version",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="NEW.version = OLD.version + 1; NEW.updated_at = now(); RETURN NEW;",
                    hash="e43f07021843ffe4825c133bd6da592baf4cff88",
                    operation="UPDATE",
                    pgid="pgtrigger_count_version_10264",
                    table="daybook_duty",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="duty",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "daybook_dutyevent" ("created_at", "id", "key", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "public_id", "source", "starts_on", "updated_at", "version", "working_days") VALUES (NEW."created_at", NEW."id", NEW."key", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."public_id", NEW."source", NEW."starts_on", NEW."updated_at", NEW."version", NEW."working_days"); RETURN NULL;',
                    hash="23b7d79745012082a33013c3f138d6bfbe53471f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2f95b",
                    table="daybook_duty",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="duty",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "daybook_dutyevent" ("created_at", "id", "key", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "public_id", "source", "starts_on", "updated_at", "version", "working_days") VALUES (NEW."created_at", NEW."id", NEW."key", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."public_id", NEW."source", NEW."starts_on", NEW."updated_at", NEW."version", NEW."working_days"); RETURN NULL;',
                    hash="45d1246d140c2e5e90bcecc0903a7ed3244eb432",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e645e",
                    table="daybook_duty",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="duty",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "daybook_dutyevent" ("created_at", "id", "key", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "public_id", "source", "starts_on", "updated_at", "version", "working_days") VALUES (OLD."created_at", OLD."id", OLD."key", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."public_id", OLD."source", OLD."starts_on", OLD."updated_at", OLD."version", OLD."working_days"); RETURN NULL;',
                    hash="b8bd1d0f574030a0eae5d633b257c1d771ca2ed1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8d6d2",
                    table="daybook_duty",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="dutyevent",
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
            model_name="dutyevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="daybook.duty",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="concernevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6968a64e0134ecd6f240e5592a1ca4ab02cd111b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c94b7",
                    table="daybook_concernevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="concernstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["done", "closed", "reopened"])),
                name="concernstep_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="concernstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True),
                name="concernstep_says_what_was_done",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="concernstep",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "daybook_concernstepevent" ("at", "by_id", "by_name", "concern_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "words") VALUES (NEW."at", NEW."by_id", NEW."by_name", NEW."concern_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."words"); RETURN NULL;',
                    hash="0cff9805f8940cb4dff43060d57a0827b6c9244e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c682f",
                    table="daybook_concernstep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="concernstep",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "daybook_concernstepevent" ("at", "by_id", "by_name", "concern_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "words") VALUES (NEW."at", NEW."by_id", NEW."by_name", NEW."concern_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."words"); RETURN NULL;',
                    hash="c1a65e2e7b64018e2f434208c367a29d9a568e3c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_77764",
                    table="daybook_concernstep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="concernstep",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "daybook_concernstepevent" ("at", "by_id", "by_name", "concern_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "words") VALUES (OLD."at", OLD."by_id", OLD."by_name", OLD."concern_id", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."words"); RETURN NULL;',
                    hash="7b17956ce315792560baf105a88fdc4d06865bc4",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d8223",
                    table="daybook_concernstep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="concernstepevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7da4a5ecfe6408133e473b11cc25c3a5e6333a8b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_8f82a",
                    table="daybook_concernstepevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dutyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4fe93ae705b4a15fd84c51bbb6960b2466d4e960",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_35c11",
                    table="daybook_dutyevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(
            FUNCTIONS,
            reverse_sql="DROP FUNCTION daybook_holds(text[]); DROP FUNCTION daybook_actor()",
        ),
        migrations.RunSQL(secured(), reverse_sql=migrations.RunSQL.noop),
    ]
