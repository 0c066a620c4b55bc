"""Name the function that `families_words` calls with its schema.

`pg_restore` works without a search path: people could be dumped, but never be restored.
"""

from django.db import migrations

WORDS = """
CREATE OR REPLACE FUNCTION families_words(given text, family text, earlier text[]) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
-- Every word of each name, and each name of several words written as one.
DECLARE
    name text;
    folded text;
    found text[] := '{{}}';
BEGIN
    FOREACH name IN ARRAY ARRAY[given, family] || earlier LOOP
        folded := {schema}families_folded(name);
        IF folded <> '' THEN
            found := found || string_to_array(folded, ' ');
            IF position(' ' IN folded) > 0 THEN
                found := found || replace(folded, ' ', '');
            END IF;
        END IF;
    END LOOP;
    IF cardinality(earlier) > 0 OR length(given) + length(family) > 60 THEN
        -- An index takes no words without end.
        found := ARRAY(SELECT DISTINCT left(word, 60) FROM unnest(found) AS word);
    END IF;
    RETURN found;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0011_choosing")]

    operations = [
        migrations.RunSQL(sql=WORDS.format(schema="public."), reverse_sql=WORDS.format(schema="")),
    ]
