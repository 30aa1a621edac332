"""What can be wrong with a dropped file or a watched folder, and what the clerk can do about it."""

from __future__ import annotations

from typing import Final

from pipeline.errors import Exit, Fault, declare

_REFUSED: Final = Exit.INPUT_REFUSED

EMPTY: Final[Fault] = declare(
    "VT-TAKE-001", _REFUSED,
    "Tệp rỗng, không có byte nào.",
    "The file is empty.",
    "Hãy quét hoặc chép lại tệp này rồi bỏ vào thư mục một lần nữa.",
    "Scan or copy the file again and drop it once more.",
)  # fmt: skip
CUT: Final[Fault] = declare(
    "VT-TAKE-002", _REFUSED,
    "Tệp bị cắt giữa chừng, phần cuối không có.",
    "The file is cut off, its end is missing.",
    "Hãy quét hoặc chép lại, chờ đến khi chép xong mới rút USB, tắt máy quét hoặc ngắt mạng.",
    "Scan or copy it again, and wait until that is finished before unplugging or switching off.",
)  # fmt: skip
MISNAMED: Final[Fault] = declare(
    "VT-TAKE-003", _REFUSED,
    "Nội dung tệp không phải là PDF hay ảnh như đuôi tên tệp cho biết.",
    "The file's content is not the PDF or image that its name says.",
    "Hãy mở thử tệp trên máy của mình; nếu không mở được thì quét lại từ bản giấy.",
    "Try to open the file on your own machine; if it does not open, scan the paper again.",
)  # fmt: skip
UNKNOWN: Final[Fault] = declare(
    "VT-TAKE-004", _REFUSED,
    "Không nhận ra loại tệp này; ở đây chỉ nhận PDF, JPEG, TIFF và PNG.",
    "This kind of file is not known; only PDF, JPEG, TIFF and PNG are taken.",
    "Hãy lưu hoặc quét văn bản thành PDF, JPEG, TIFF hoặc PNG rồi bỏ lại vào thư mục.",
    "Save or scan the document as PDF, JPEG, TIFF or PNG and drop it again.",
)  # fmt: skip
WORD: Final[Fault] = declare(
    "VT-TAKE-005", _REFUSED,
    "Đây là tệp soạn thảo (Word), chưa phải bản quét hay PDF.",
    "This is a word processor's file, not a scan or a PDF.",
    "Hãy mở bằng Word, chọn Lưu dưới dạng PDF (Save as PDF) rồi bỏ tệp PDF vào thư mục.",
    "Open it in the word processor, save it as PDF and drop the PDF.",
)  # fmt: skip
SHEET: Final[Fault] = declare(
    "VT-TAKE-006", _REFUSED,
    "Đây là bảng tính (Excel), chưa phải bản quét hay PDF.",
    "This is a spreadsheet, not a scan or a PDF.",
    "Hãy mở bằng Excel, chọn Lưu dưới dạng PDF (Save as PDF), xem lại ngắt trang rồi bỏ tệp PDF vào thư mục.",
    "Open it in the spreadsheet program, save it as PDF and drop the PDF.",
)  # fmt: skip
SLIDES: Final[Fault] = declare(
    "VT-TAKE-007", _REFUSED,
    "Đây là tệp trình chiếu (PowerPoint), chưa phải bản quét hay PDF.",
    "This is a presentation, not a scan or a PDF.",
    "Hãy mở bằng PowerPoint, chọn Lưu dưới dạng PDF (Save as PDF) rồi bỏ tệp PDF vào thư mục.",
    "Open it in the presentation program, save it as PDF and drop the PDF.",
)  # fmt: skip
ARCHIVE: Final[Fault] = declare(
    "VT-TAKE-008", _REFUSED,
    "Đây là tệp nén (ZIP, RAR, 7z ...), trong đó có thể có nhiều tệp.",
    "This is a compressed archive (ZIP, RAR, 7z ...), which may hold several files.",
    "Hãy giải nén rồi bỏ từng văn bản PDF hoặc ảnh bên trong vào thư mục.",
    "Unpack it and drop the PDF or image files inside one by one.",
)  # fmt: skip
HEIC: Final[Fault] = declare(
    "VT-TAKE-009", _REFUSED,
    "Đây là ảnh HEIC chụp bằng điện thoại, ở đây chưa đọc được.",
    "This is a HEIC photograph from a telephone, which cannot be read here.",
    "Hãy đổi sang JPEG rồi bỏ lại (iPhone: Cài đặt, Camera, Định dạng, Tương thích nhất), tốt nhất là quét bằng máy.",
    "Convert it to JPEG and drop it again, or better, scan the paper.",
)  # fmt: skip
MAIL: Final[Fault] = declare(
    "VT-TAKE-010", _REFUSED,
    "Đây là thư điện tử, không phải văn bản kèm theo thư.",
    "This is an e-mail message, not the document attached to it.",
    "Hãy mở thư, lưu tệp đính kèm (PDF hoặc ảnh) rồi bỏ tệp đó vào thư mục.",
    "Open the message, save its attachment (PDF or image) and drop that.",
)  # fmt: skip
OTHER_IMAGE: Final[Fault] = declare(
    "VT-TAKE-011", _REFUSED,
    "Đây là ảnh thuộc loại không nhận ở đây (GIF, BMP, WebP, JPEG 2000 ...).",
    "This is an image of a kind that is not taken here (GIF, BMP, WebP, JPEG 2000 ...).",
    "Hãy mở ảnh và lưu lại thành JPEG, PNG, TIFF hoặc PDF rồi bỏ lại vào thư mục.",
    "Open the image, save it as JPEG, PNG, TIFF or PDF and drop it again.",
)  # fmt: skip
SHORTCUT: Final[Fault] = declare(
    "VT-TAKE-012", _REFUSED,
    "Đây chỉ là lối tắt (shortcut) trỏ đến tệp, không phải chính tệp đó.",
    "This is only a shortcut to a file, not the file itself.",
    "Hãy chép chính tệp văn bản (không phải biểu tượng lối tắt) vào thư mục.",
    "Copy the file itself, not its shortcut, into the folder.",
)  # fmt: skip
BUSY: Final[Fault] = declare(
    "VT-TAKE-013", Exit.SOME_FAILED,
    "Tệp đang được ghi hoặc đang mở ở một máy khác.",
    "The file is still being written or held open elsewhere.",
    "Không phải làm gì; nếu chờ lâu, hãy đóng chương trình đang mở tệp hoặc khởi động lại máy quét.",
    "Nothing needs doing; if it lasts, close the program that holds it or restart the scanner.",
)  # fmt: skip
UNREADABLE: Final[Fault] = declare(
    "VT-TAKE-014", Exit.STORAGE,
    "Chương trình chưa đọc được tệp này (thiếu quyền hoặc ổ đĩa, mạng trục trặc); sẽ tự thử lại.",
    "The file cannot be read yet (permission, disk or network); it is tried again.",
    "Người quản trị kiểm tra quyền đọc của thư mục và tệp, ổ đĩa và kết nối mạng.",
    "The administrator checks the permissions of folder and file, the disk and the network.",
)  # fmt: skip
MORE_PAGES: Final[Fault] = declare(
    "VT-TAKE-015", Exit.SOME_FAILED,
    "Tệp cho biết còn trang chưa ghi xong; chờ máy quét thêm một lúc rồi sẽ nhận.",
    "The file says that more pages are to come; it is taken when none have come for a while.",
    "Không phải làm gì; nếu thiếu trang, hãy quét lại.",
    "Nothing needs doing; if pages are missing, scan again.",
)  # fmt: skip
FOLDER_LOST: Final[Fault] = declare(
    "VT-TAKE-016", Exit.STORAGE,
    "Không thấy thư mục {path}.",
    "The folder {path} is not there.",
    "Hãy tạo lại thư mục hoặc kết nối lại ổ đĩa; chương trình tự nhận ra khi thư mục trở lại.",
    "Make the folder again or reconnect its disk; it is noticed when it comes back.",
)  # fmt: skip
MOUNT_LOST: Final[Fault] = declare(
    "VT-TAKE-017", Exit.STORAGE,
    "Ổ mạng hoặc ổ đĩa của thư mục {path} đã bị ngắt.",
    "The share or disk that holds the folder {path} is no longer mounted.",
    "Hãy kết nối (mount) lại; chương trình tự nhận ra khi ổ trở lại, không tệp nào bị mất.",
    "Mount it again; it is noticed when it comes back, and no file is lost.",
)  # fmt: skip
NO_REASON: Final[Fault] = declare(
    "VT-TAKE-018", _REFUSED,
    "Không có ghi chú lý do bên cạnh tệp này.",
    "There is no reason noted beside this file.",
    "Hãy cho thử lại (vanthu quarantine retry) hoặc hỏi người đã để tệp ở đây.",
    "Try it again (vanthu quarantine retry) or ask who put it there.",
)  # fmt: skip
