"""Makes Django ready. Whoever needs the catalogue imports `models` or `database`, and these import this first."""

from __future__ import annotations

from typing import Final

import django
from django.conf import settings as django_settings

# WAL lets the command line read while the worker writes; FULL because NORMAL may lose the last commits in a power cut
# (sqlite.org/pragma.html#pragma_synchronous); IMMEDIATE so that a writer waits at the start and never half-way.
_SQLITE: Final = {
    "timeout": 30,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
}

if not django_settings.configured:
    django_settings.configure(
        # `pipeline.office.database.connect` names the file of the office that is entered.
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "OPTIONS": _SQLITE}},
        INSTALLED_APPS=["pipeline.office.apps.OfficeApp"],
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
