"""The signer's desk: the journal tells what was signed unseen."""

from __future__ import annotations

from pipeline.office import journal
from pipeline.work import room
from pipeline.work.services import keys, signing_desk

SEEN, ANOTHER = "1" * 64, "2" * 64


def unseen(office, key, sha256):
    """Whether signing these bytes now is journalled as not shown."""
    before = len(list(journal.acts(key)))
    signing_desk.note_unseen(room.enter(office), key, "personal", sha256)
    new = [act.act for act in journal.acts(key)][before:]
    assert new in ([], ["not_shown"])
    return bool(new)


def test_only_the_person_who_saw_exactly_these_bytes_has_seen_them(office, a_document):
    row = a_document(state="awaiting_signature", waits_for="personal")
    assert unseen(office, row.pk, SEEN), "nobody saw it"
    keys.note("người khác", "shown", row.pk, sha256=SEEN)
    assert unseen(office, row.pk, SEEN), "somebody else saw it"
    keys.note(journal.who(office.settings), "shown", row.pk, sha256=SEEN)
    assert not unseen(office, row.pk, SEEN)
    assert unseen(office, row.pk, ANOTHER), "the file changed since"
