"""Files within a record (ISO 19005-3 6.8): each with its kind, its time and what it is to the document."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, ByteStringObject, NameObject, NumberObject, TextStringObject

from pipeline.digitize.pdf_objects import dictionary, flate
from pipeline.digitize.pdf_source import Attached


def attach(writer: PdfWriter, files: Sequence[Attached], digest: hashlib._Hash) -> None:
    """Puts the files into what is being written, under their names, and into `digest` what they are."""
    associated, names = ArrayObject(), ArrayObject()
    for one in sorted(files, key=lambda file: file.name.encode("utf-16-be")):  # a name tree is in order (7.9.6)
        data = one.file.read_bytes()
        digest.update(repr((one.name, one.mime, one.modified, one.said)).encode() + data)
        checksum = ByteStringObject(hashlib.md5(data, usedforsecurity=False).digest())  # table 46 wants this one
        told = dictionary(Size=NumberObject(len(data)), CheckSum=checksum)
        if one.modified:
            told[NameObject("/ModDate")] = TextStringObject(one.modified)
        kind = NameObject("/" + one.mime)
        stream = writer._add_object(flate(data, Type=NameObject("/EmbeddedFile"), Subtype=kind, Params=told))
        name = TextStringObject(one.name)
        specification = dictionary(
            Type=NameObject("/Filespec"),
            F=name,
            UF=name,
            EF=dictionary(F=stream, UF=stream),
            AFRelationship=NameObject("/Unspecified"),  # the PDF that arrived may say, and nobody here can judge
        )
        if one.said:
            specification[NameObject("/Desc")] = TextStringObject(one.said)
        reference = writer._add_object(specification)
        associated.append(reference)
        names.extend((name, reference))
    root = writer.root_object
    root[NameObject("/AF")] = associated
    root[NameObject("/Names")] = dictionary(EmbeddedFiles=dictionary(Names=names))
