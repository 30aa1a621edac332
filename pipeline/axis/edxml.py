"""edXML in and out: the document axis' messages (QCVN 102:2016/BTTTT) as bytes and as values."""

from pipeline.axis.read import read_message
from pipeline.axis.write import write_document, write_status

__all__ = ["read_message", "write_document", "write_status"]
