"""How erasing reaches histories, whose rows nobody can change: docs/adr/0026-erasing.md."""

from django.db import migrations

# It runs as the owner of the tables. Only for a disposal that somebody approved and that is not
# done yet; only the history of rows that are gone, and the reasons that were given beside it.
FUNCTION = """
CREATE FUNCTION privacy_erase_history(list uuid, source regclass, gone bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    history regclass := to_regclass(source::text || 'event');
    remaining bigint;
    erased bigint;
BEGIN
    PERFORM 1 FROM public.privacy_disposal
    WHERE public_id = list AND approved_at IS NOT NULL AND erased_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'history is erased for an approved disposal only';
    END IF;
    IF history IS NULL THEN
        RETURN 0;
    END IF;
    EXECUTE format('SELECT count(*) FROM %s WHERE id = ANY($1)', source) INTO remaining USING gone;
    IF remaining > 0 THEN
        RAISE EXCEPTION 'the history of rows that are still there is not erased';
    END IF;
    PERFORM set_config('pgtrigger.ignore', (
        SELECT array_agg(tgname::text)::text FROM pg_trigger
        WHERE tgrelid = history AND tgname LIKE 'pgtrigger\\_append\\_only\\_%'
    ), true);
    EXECUTE format(
        'WITH gone AS (DELETE FROM %s WHERE pgh_obj_id = ANY($1) RETURNING pgh_context_id),
        spoken AS (
            UPDATE pghistory_context SET metadata = metadata - ''reason''
            WHERE id IN (SELECT pgh_context_id FROM gone) AND metadata ? ''reason''
        )
        SELECT count(*) FROM gone', history
    ) INTO erased USING gone;
    PERFORM set_config('pgtrigger.ignore', '{}', true);
    RETURN erased;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_requests_and_keeping")]

    operations = [
        migrations.RunSQL(
            FUNCTION, reverse_sql="DROP FUNCTION privacy_erase_history(uuid, regclass, bigint[])"
        )
    ]
