"""The table of the cache, which counts attempts to sign in for all processes together.

What `createcachetable` makes; here, because only the owner makes tables.
"""

from __future__ import annotations

from django.db import migrations

MAKE = """
    CREATE TABLE cache_entry (
        cache_key varchar(255) PRIMARY KEY,
        value text NOT NULL,
        expires timestamptz NOT NULL
    );
    CREATE INDEX cache_entry_expires ON cache_entry (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_sign_in")]

    operations = [migrations.RunSQL(sql=MAKE, reverse_sql="DROP TABLE cache_entry")]
