"""What can go wrong with recognisers, for people."""

from __future__ import annotations

from pipeline.errors import Exit, declare

NO_TESSERACT = declare(
    "VT-OCR-001",
    Exit.CONFIGURATION,
    "Máy này chưa có phần mềm nhận dạng chữ Tesseract.",
    "Tesseract, the program that reads the pages, is not on this machine.",
    "Cài bằng lệnh: sudo apt-get install tesseract-ocr tesseract-ocr-vie, rồi chạy lại.",
    "Install it: sudo apt-get install tesseract-ocr tesseract-ocr-vie, then run again.",
)
NO_VIETNAMESE = declare(
    "VT-OCR-002",
    Exit.CONFIGURATION,
    "Tesseract trên máy này chưa có dữ liệu tiếng Việt (vie).",
    "Tesseract on this machine has no Vietnamese data (vie).",
    "Cài bằng lệnh: sudo apt-get install tesseract-ocr tesseract-ocr-vie, rồi chạy lại.",
    "Install it: sudo apt-get install tesseract-ocr tesseract-ocr-vie, then run again.",
)
TOO_SLOW = declare(
    "VT-OCR-003",
    Exit.SOME_FAILED,
    "Tesseract chưa đọc xong một trang sau {seconds} giây nên đã bị dừng.",
    "Tesseract had not read a page after {seconds} seconds and was stopped.",
    "Kiểm tra máy có đang quá tải không rồi chạy lại; nếu vẫn vậy thì quét lại trang đó.",
    "See whether the machine is overloaded and run again; if it stays so, scan that page anew.",
)
READER_FAILED = declare(
    "VT-OCR-004",
    Exit.SOME_FAILED,
    "Tesseract dừng giữa chừng khi đọc một trang.",
    "Tesseract broke off while it read a page.",
    "Chạy lại; nếu vẫn vậy, kiểm tra đĩa còn chỗ và cài lại tesseract-ocr.",
    "Run again; if it stays so, check for free disk space and reinstall tesseract-ocr.",
)
