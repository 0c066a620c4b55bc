"""What people are found by, kept by the database itself, so that COPY and raw SQL keep it too.

None of it is a field of a model: nothing reads it but searching (`queries/search.py`) and looking
for duplicates (`queries/candidates.py`), and rows that pages load stay small.

- `families_person.words`: the words of all names, folded; `earlier_family_names` are kept by a
  trigger when a family name changes.
- `families_nameword`: every word that ever stood in a name, how it sounds, and the word with each
  letter left out in turn. Who types is found the words that are meant, then the people who bear
  them. Words are only ever added: two writers never wait for each other, and a word that two of
  them add at once stands there twice, which does no harm. It says nothing of any person.
- `families_contactdetail.digits`, `families_address.postcode_key`: numbers and postcodes as they
  compare.

Folding depends on nothing of the server: no locale, no ICU, no dictionary.
"""

from django.contrib.postgres.operations import CreateExtension, TrigramExtension
from django.db import migrations

FOLDED = r"""
CREATE FUNCTION families_folded(words text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
-- Small letters without marks, words apart by one space. Scripts stay; vowel signs of Indic ones
-- are letters, those of Arabic are marks, and letters that Urdu and Arabic write apart are one.
DECLARE
    folded text := words;
BEGIN
    IF octet_length(folded) = length(folded) THEN
        folded := lower(folded COLLATE "C");
    ELSE
        folded := normalize(casefold(folded COLLATE pg_unicode_fast), NFKD);
        -- Signs come apart into capitals: a rupee sign.
        folded := casefold(folded COLLATE pg_unicode_fast);
        folded := regexp_replace(
            folded,
            U&'[\00AD\00B4\02B0-\02C5\0300-\036F\0610-\061A\061C\0640\064B-\065F\0670\06D6-\06ED'
            '\200B-\200F\2018\2019\201B\202A-\202E\2032\2060\2066-\2069\FEFF]+',
            '', 'g'
        );
        folded := replace(replace(replace(
            folded, U&'\00E6', 'ae'), U&'\0153', 'oe'), U&'\00FE', 'th');
        folded := translate(
            folded,
            U&'\0142\00F8\0111\0131\0127\00F0\0259\0649\064A\0643\0629\06C1\06BE\06C0\06D5',
            U&'lodihde\06CC\06CC\06A9\0647\0647\0647\0647\0647'
        );
        folded := regexp_replace(folded, U&'[\0080-\00BF\2010-\2BFF\3000-\303F]+', ' ', 'g');
    END IF;
    folded := translate(folded, '''`', '');
    RETURN btrim(regexp_replace(folded, '[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+', ' ', 'g'));
END $$
"""
WORDS = """
CREATE FUNCTION families_words(given text, family text, earlier text[]) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
-- Every word of each name, and each name of several words written as one.
DECLARE
    name text;
    folded text;
    found text[] := '{}';
BEGIN
    FOREACH name IN ARRAY ARRAY[given, family] || earlier LOOP
        folded := families_folded(name);
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
SOUND = r"""
CREATE FUNCTION families_sound(word text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
-- What different spellings of one name have in common: the consonants as they sound, and the
-- first letter if it is a vowel. Of other scripts: the word without doubled letters.
DECLARE
    sound text := regexp_replace(word, '(.)\1+', '\1', 'g');
BEGIN
    IF sound !~ '^[a-z]+$' THEN
        RETURN sound;
    END IF;
    IF sound IN ('md', 'mohd', 'muhd', 'mhd', 'mohmd') THEN
        RETURN 'mhmd';
    END IF;
    sound := regexp_replace(sound, '^wh', 'w');
    sound := regexp_replace(sound, '^[kg]n', 'n');
    sound := regexp_replace(sound, '^wr', 'r');
    sound := regexp_replace(sound, '^x', 'z');
    sound := replace(sound, 'igh', 'i');
    sound := replace(sound, 'chr', 'kr');
    sound := regexp_replace(sound, 'sch|sh|sz', 'S', 'g');
    sound := regexp_replace(sound, 'tch|cz|ch', 'C', 'g');
    sound := replace(sound, 'ph', 'f');
    sound := regexp_replace(sound, '([bcdgklrtz])h', '\1', 'g');
    sound := regexp_replace(sound, 'c([eiy])', 's\1', 'g');
    sound := regexp_replace(sound, 'g([eiy])', 'j\1', 'g');
    sound := translate(replace(sound, 'x', 'ks'), 'cqz', 'kks');
    sound := regexp_replace(sound, '([aeiou])w(?![aeiouy])', '\1', 'g');
    sound := regexp_replace(translate(sound, 'vw', 'ff'), 'h$', '');
    sound := regexp_replace(sound, '^y(?![aeiou])', 'i');
    sound := translate(left(sound, 1), 'eou', 'iuu') || translate(substr(sound, 2), 'aeiouy', '');
    RETURN regexp_replace(sound, '(.)\1+', '\1', 'g');
END $$
"""
CUTS = """
CREATE FUNCTION families_cuts(word text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
-- The word, and the word with each letter left out: two words that share one are a slip apart, or
-- two. Short words have too many neighbours.
DECLARE
    letters integer := length(word);
    cuts text[] := ARRAY[word];
BEGIN
    IF letters NOT BETWEEN 4 AND 20 THEN
        RETURN '{}';
    END IF;
    FOR place IN 1 .. letters LOOP
        cuts := cuts || (left(word, place - 1) || substr(word, place + 1));
    END LOOP;
    RETURN cuts;
END $$
"""
APART = """
CREATE FUNCTION families_apart(one text, other text) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
-- How many slips apart: a letter more, less, or another, or two neighbours swapped. 3 is many.
DECLARE
    slips integer;
BEGIN
    IF abs(length(one) - length(other)) > 2 OR length(one) > 60 OR length(other) > 60 THEN
        RETURN 3;
    END IF;
    slips := levenshtein_less_equal(one, other, 2);
    IF slips = 2 AND length(one) = length(other) THEN
        FOR place IN 1 .. length(one) - 1 LOOP
            IF substr(one, place, 1) <> substr(other, place, 1) THEN
                IF substr(one, place, 1) = substr(other, place + 1, 1)
                    AND substr(one, place + 1, 1) = substr(other, place, 1)
                    AND substr(one, place + 2) = substr(other, place + 2)
                THEN
                    RETURN 1;
                END IF;
                RETURN 2;
            END IF;
        END LOOP;
    END IF;
    RETURN slips;
END $$
"""
DIGITS = r"""
CREATE FUNCTION families_digits(number text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
-- The digits of a phone number, British ones as dialled at home.
SELECT regexp_replace(
    regexp_replace(
        translate(
            left(number, 60),
            U&'\0660\0661\0662\0663\0664\0665\0666\0667\0668\0669'
            '\06F0\06F1\06F2\06F3\06F4\06F5\06F6\06F7\06F8\06F9',
            '01234567890123456789'
        ),
        '[^0-9]', '', 'g'
    ),
    '^(00)?440?(?=[0-9]{9,10}$)', '0'
)
$$
"""
POSTCODE_KEY = r"""
CREATE FUNCTION families_postcode_key(postcode text, written text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
-- A postcode without its space; of one that has no normal form, the letters and digits of it.
SELECT left(
    regexp_replace(
        upper((CASE WHEN postcode = '' THEN left(written, 60) ELSE postcode END) COLLATE "C"),
        '[^A-Z0-9]', '', 'g'
    ),
    12
)
$$
"""
EARLIER_NAMES = """
CREATE FUNCTION families_keep_family_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT OLD.family_name = ANY(OLD.earlier_family_names) THEN
        NEW.earlier_family_names := OLD.earlier_family_names || OLD.family_name;
    END IF;
    RETURN NEW;
END $$
"""
EARLIER_NAMES_TRIGGER = """
CREATE TRIGGER families_person_keeps_family_name
BEFORE UPDATE OF family_name ON families_person FOR EACH ROW
WHEN (
    OLD.family_name <> ''
    AND families_folded(OLD.family_name) <> families_folded(NEW.family_name)
)
EXECUTE FUNCTION families_keep_family_name()
"""
COLUMNS = (
    """
    ALTER TABLE families_person
    ADD COLUMN earlier_family_names text[] NOT NULL DEFAULT '{}'
    """,
    # What history knows of names before this migration.
    """
    WITH earlier AS (
        SELECT p.id, array_agg(DISTINCT e.family_name) AS names
        FROM families_person p
        JOIN families_personevent e ON e.pgh_obj_id = p.id
        WHERE e.family_name <> ''
          AND families_folded(e.family_name) <> families_folded(p.family_name)
        GROUP BY p.id
    )
    UPDATE families_person p SET earlier_family_names = e.names FROM earlier e WHERE e.id = p.id
    """,
    # Checks that wait for the end of a transaction bar what follows.
    "SET CONSTRAINTS ALL IMMEDIATE",
    """
    ALTER TABLE families_person
    ADD COLUMN words text[] NOT NULL
    GENERATED ALWAYS AS (families_words(given_name, family_name, earlier_family_names)) STORED
    """,
    """
    ALTER TABLE families_contactdetail
    ADD COLUMN digits text
    GENERATED ALWAYS AS (CASE WHEN kind = 'phone' THEN families_digits(value) END) STORED
    """,
    """
    ALTER TABLE families_address
    ADD COLUMN postcode_key text NOT NULL
    GENERATED ALWAYS AS (families_postcode_key(postcode, postcode_as_written)) STORED
    """,
)
NAME_WORDS = """
CREATE TABLE families_nameword (
    word text COLLATE "C" NOT NULL,
    sound text COLLATE "C" NOT NULL,
    cuts text[] NOT NULL
)
"""
LEARN = """
CREATE FUNCTION families_learn_words() RETURNS void LANGUAGE sql AS $$
-- The words of everybody; for rows that were written with triggers off.
INSERT INTO families_nameword (word, sound, cuts)
SELECT taught.word, families_sound(taught.word), families_cuts(taught.word)
FROM (SELECT DISTINCT unnest(words) COLLATE "C" FROM families_person) AS taught (word)
WHERE NOT EXISTS (SELECT FROM families_nameword held WHERE held.word = taught.word)
$$
"""
LEARN_NEW = """
CREATE FUNCTION families_learn_new_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO families_nameword (word, sound, cuts)
    SELECT taught.word, families_sound(taught.word), families_cuts(taught.word)
    FROM (SELECT DISTINCT unnest(words) COLLATE "C" FROM written) AS taught (word)
    WHERE NOT EXISTS (SELECT FROM families_nameword held WHERE held.word = taught.word);
    RETURN NULL;
END $$
"""
LEARN_TRIGGERS = (
    """
    CREATE TRIGGER families_person_teaches_words
    AFTER INSERT ON families_person
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT
    EXECUTE FUNCTION families_learn_new_words()
    """,
    """
    CREATE TRIGGER families_person_teaches_changed_words
    AFTER UPDATE ON families_person
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT
    EXECUTE FUNCTION families_learn_new_words()
    """,
)
INDEXES = (
    "CREATE INDEX person_words ON families_person USING gin (words) WITH (fastupdate = off)",
    """
    CREATE INDEX person_nhs_part ON families_person USING gin (nhs_number gin_trgm_ops)
    WITH (fastupdate = off)
    WHERE nhs_number <> ''
    """,
    """
    CREATE INDEX contactdetail_digits ON families_contactdetail USING gin (digits gin_trgm_ops)
    WITH (fastupdate = off)
    WHERE digits IS NOT NULL
    """,
    """
    CREATE INDEX contactdetail_email ON families_contactdetail (left(lower(value), 200))
    WHERE kind = 'email'
    """,
    """
    CREATE INDEX address_postcode_key ON families_address (postcode_key text_pattern_ops)
    WHERE postcode_key <> ''
    """,
    "CREATE INDEX nameword_word ON families_nameword (word)",
    "CREATE INDEX nameword_sound ON families_nameword (sound)",
    "CREATE INDEX nameword_cuts ON families_nameword USING gin (cuts)",
    "CREATE INDEX nameword_part ON families_nameword USING gin (word gin_trgm_ops)",
)
STATEMENTS = (
    *(FOLDED, WORDS, SOUND, CUTS, APART, DIGITS, POSTCODE_KEY),
    *COLUMNS,
    *(EARLIER_NAMES, EARLIER_NAMES_TRIGGER),
    *(NAME_WORDS, LEARN, "SELECT families_learn_words()", LEARN_NEW, *LEARN_TRIGGERS),
    *INDEXES,
)
BACK = (
    "DROP TRIGGER families_person_teaches_changed_words ON families_person",
    "DROP TRIGGER families_person_teaches_words ON families_person",
    "DROP TRIGGER families_person_keeps_family_name ON families_person",
    "ALTER TABLE families_address DROP COLUMN postcode_key",
    "ALTER TABLE families_contactdetail DROP COLUMN digits",
    "ALTER TABLE families_person DROP COLUMN words, DROP COLUMN earlier_family_names",
    "DROP INDEX person_nhs_part",
    "DROP INDEX contactdetail_email",
    "DROP TABLE families_nameword",
    *(
        f"DROP FUNCTION {name}"
        for name in (
            *("families_learn_new_words", "families_learn_words", "families_keep_family_name"),
            *("families_postcode_key", "families_digits", "families_apart"),
            *("families_cuts", "families_sound", "families_words", "families_folded"),
        )
    ),
)


class Migration(migrations.Migration):
    dependencies = [("families", "0002_keeping_and_merging")]

    operations = [
        TrigramExtension(),
        CreateExtension("fuzzystrmatch"),
        migrations.RunSQL(sql=list(STATEMENTS), reverse_sql=list(BACK)),
    ]
