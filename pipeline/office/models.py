"""The catalogue: what the office knows of each document, its register books, its tasks and its journal (Django models)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from pipeline.office import ready as ready  # Django must be configured before the first model is declared


class Document(models.Model):
    """One document. Its id is made from the dropped bytes, so the same bytes are the same row."""

    id = models.CharField(primary_key=True, max_length=12)
    sha256 = models.CharField(max_length=64, unique=True)
    source = models.TextField()  # the dropped file's name, NFC
    direction = models.CharField(max_length=8)  # incoming, outgoing
    state = models.CharField(max_length=20, db_index=True)
    waits_for = models.CharField(max_length=12, null=True)
    reason = models.TextField(default="")
    fault = models.CharField(max_length=16, default="")  # the code behind `reason`, where there is one
    urgency = models.IntegerField(default=0)  # 0 to 3, by the stamp; urgent ones go first everywhere
    fields = models.JSONField(default=dict)  # {key: {value, confidence, page, box}}
    unsure = models.JSONField(default=list)  # keys that a clerk must look at
    pages = models.JSONField(default=list)  # [{number, width, height, dpi, rotation, skew, confidence}]
    notes = models.JSONField(default=list)
    triple = models.CharField(max_length=300, null=True, db_index=True)  # number, notation, issuer, folded
    version = models.IntegerField(default=0)  # head of the archive object that this row knows
    record_version = models.IntegerField(default=0)  # the version that holds the current record.pdf
    initials = models.JSONField(default=list)  # the roles that initial it before the authorised person signs, in order
    prepared = models.CharField(max_length=64, default="")  # SHA-256 of what the next signer is shown
    revision = models.IntegerField(default=0)  # grows with every change; guards against lost updates
    indexed = models.IntegerField(default=-1)  # the revision that the search index has
    taken_at = models.CharField(max_length=25)  # civil times as ISO 8601 with +07:00
    updated_at = models.CharField(max_length=25)
    fixity_at = models.CharField(max_length=25, default="")

    class Meta:
        ordering: ClassVar = ["-urgency", "taken_at", "id"]
        indexes: ClassVar = [
            # each asked for every few seconds: what the search index lacks, whom somebody waits for, what is to be erased
            models.Index(fields=["taken_at"], condition=~models.Q(indexed=models.F("revision")), name="document_stale"),
            models.Index(fields=["waits_for"], condition=models.Q(waits_for__isnull=False), name="document_waits"),
            models.Index(fields=["fault"], name="document_fault"),
            models.Index(fields=["source"], name="document_source"),
        ]


class Part(models.Model):
    """A document that came in one file with others, separator sheets between them. `whole` is the row of that file."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, primary_key=True, related_name="part")
    whole = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="parts")
    number = models.IntegerField()  # from 1, in the order of the file
    pages = models.JSONField()  # the numbers of its pages in the file

    class Meta:
        ordering: ClassVar = ["whole", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["whole", "number"], name="one_part_a_number")]


class KeptFile(models.Model):
    """A dropped file and where it belongs now; `settled` says that it lies there."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="files")
    place = models.CharField(max_length=8)  # taken, aside, secret, gone
    origin = models.TextField()  # where it was dropped
    stamp = models.CharField(
        max_length=80
    )  # device, inode, size and mtime: a file met again after a crash is the same drop
    path = models.TextField()  # where it lies (settled) or is to be moved to
    current = models.TextField()  # where it lies while it is not settled
    settled = models.BooleanField(default=False)
    code = models.CharField(max_length=16, default="")
    reason = models.TextField(default="")
    next_step = models.TextField(default="")
    since = models.CharField(max_length=25)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["place"], condition=models.Q(settled=False), name="file_to_be_moved"),
            models.Index(fields=["stamp"], name="file_stamp"),
        ]


class Signature(models.Model):
    """One signature that was put on a document's record."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="signatures")
    role = models.CharField(max_length=10)  # drafter, department, office, personal, agency
    field = models.CharField(max_length=40)
    signer = models.TextField()
    organ = models.TextField(default="")
    level = models.CharField(max_length=6)
    wanted = models.CharField(
        max_length=6, default=""
    )  # the level asked for; a server that was away cost the difference
    signing_time = models.CharField(max_length=25)
    certificate = models.CharField(max_length=64)  # SHA-256 of the signer's certificate
    version = models.IntegerField()
    notes = models.JSONField(default=list)
    authority = models.TextField(default="")  # the line of authority it was made under, and the delegation's number

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["document", "role"], name="one_signature_a_role")]


class Lesson(models.Model):
    """What a clerk made of one field of one document: what was read and how surely, and what it is. It stays in this office."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="lessons")
    key = models.CharField(max_length=20)
    read = models.JSONField(null=True)  # null where nothing was read
    confidence = models.FloatField(null=True)  # as it was said with the reading
    became = models.JSONField(null=True)  # null where there is nothing on paper
    right = models.BooleanField()
    at = models.CharField(max_length=25)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["document", "key"], name="one_lesson_a_field")]


class Lift(models.Model):
    """A version of the record that holds longer than the one before it: what its signatures reached, and till when."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="lifts")
    version = models.IntegerField()
    level = models.CharField(max_length=6)
    at = models.CharField(max_length=25)
    renew_by = models.CharField(
        max_length=25, default=""
    )  # when the last time stamp's certificate ends, where that matters
    notes = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["document", "version"], name="one_lift_a_version")]
        indexes: ClassVar = [models.Index(fields=["renew_by"], name="lift_renew_by")]


class AttachedFile(models.Model):
    """A paper that goes out with an issued document in a file of its own, as the agency signed it."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="attached")
    path = models.TextField()  # of the signed file, in the document's archive object
    signer = models.TextField()
    organ = models.TextField(default="")
    signed_level = models.CharField(max_length=6)
    wanted = models.CharField(max_length=6)
    signing_time = models.CharField(max_length=25)
    certificate = models.CharField(max_length=64)  # SHA-256 of the signer's certificate
    version = models.IntegerField()  # in which it was signed: what is sent
    notes = models.JSONField(default=list)
    level = models.CharField(max_length=6)  # what it reached since
    renew_by = models.CharField(max_length=25, default="")  # as of a `Lift`

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["document", "path"], name="one_row_a_file")]
        indexes: ClassVar = [models.Index(fields=["renew_by"], name="attached_renew_by")]


class Delegation(models.Model):
    """Who may sign for whom, from when until when (Decree 30/2020, Art. 13). Never changed but to be ended, never deleted."""

    person = models.TextField()  # as the certificate names who signs
    certificate = models.CharField(max_length=64, default="")  # SHA-256; empty: any certificate of that name
    kind = models.CharField(max_length=4)  # head, TM, Q, KT, TL, TUQ
    principal = models.TextField(default="")  # what stands behind the kind on the paper: GIÁM ĐỐC
    grantor = models.TextField(default="")  # who delegates
    basis = models.TextField(default="")  # the paper that says so
    scope = models.TextField(default="")  # its contents in words
    types = models.JSONField(default=list)  # the types of documents it is for; empty: all
    since = models.CharField(max_length=10)  # ISO dates, both included
    until = models.CharField(max_length=10, default="")
    made_at = models.CharField(max_length=25)
    made_by = models.TextField()
    ended_at = models.CharField(max_length=25, default="")
    ended_by = models.TextField(default="")
    end_reason = models.TextField(default="")

    class Meta:
        ordering: ClassVar = ["id"]


class Book(models.Model):
    """A register book of one year; its row is locked while a number is allotted."""

    name = models.CharField(max_length=10)  # incoming, outgoing
    year = models.IntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "year"], name="one_book_a_year")]


class Entry(models.Model):
    """A number in a book, given once (Decree 30/2020, Art. 15 and 22); a void one stays."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="entries")
    number = models.IntegerField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="entries")
    day = models.CharField(max_length=10)  # ISO date: of arrival, or of issue
    entered_at = models.CharField(max_length=25)
    void = models.BooleanField(default=False)
    note = models.TextField(default="")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["book", "number"], name="a_number_is_given_once"),
            models.UniqueConstraint(
                fields=["document", "book"], condition=models.Q(void=False), name="one_live_number"
            ),
        ]


class Task(models.Model):
    """One stage to be run for one document, with a lease and an attempt number that fences a worker that woke too late."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="tasks")
    stage = models.CharField(max_length=16)
    state = models.CharField(max_length=5, default="todo")  # todo, doing, done, dead
    urgency = models.IntegerField(default=0)
    due = models.FloatField(default=0.0)  # seconds since 1970
    lease = models.FloatField(default=0.0)
    attempt = models.IntegerField(default=0)
    failures = models.IntegerField(default=0)  # tries that ended without an outcome, or with Retry
    error = models.TextField(default="")

    class Meta:
        ordering: ClassVar = ["-urgency", "due", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "stage"],
                condition=models.Q(state__in=["todo", "doing"]),
                name="one_live_task_a_stage",
            )
        ]
        indexes: ClassVar = [
            # not a partial one: SQLite takes that only where the states stand in the query and are no parameters of it
            models.Index(fields=["state", "due"], name="task_claim")
        ]


class JournalEntry(models.Model):
    """One act, chained to the one before by its hash."""

    id = models.IntegerField(primary_key=True)  # 1, 2, 3 ... without a gap
    at = models.CharField(max_length=25)
    actor = models.TextField()
    act = models.CharField(max_length=30)
    document = models.CharField(max_length=12, default="", db_index=True)
    detail = models.TextField(default="{}")  # JSON, as it was hashed
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["id"]


class Pass(models.Model):
    """A person's right to sign from another computer; the secret itself is nowhere, its digest is."""

    person = models.TextField()  # as the journal names who acts
    roles = models.JSONField(default=list)  # personal, agency
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.CharField(max_length=25)
    ended_at = models.CharField(max_length=25, default="")

    class Meta:
        ordering: ClassVar = ["id"]
