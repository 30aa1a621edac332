"""What can go wrong with kept things: the archive's disk and objects, the search index, exports and register books."""

from __future__ import annotations

from typing import Final

from pipeline.errors import Exit, Fault, declare

DISK_FULL: Final[Fault] = declare(
    "VT-ARCH-001",
    Exit.STORAGE,
    "Hết dung lượng đĩa khi ghi vào {place}.",
    "The disk is full while writing to {place}.",
    "Giải phóng dung lượng rồi chạy lại; những gì đã lưu vẫn còn nguyên.",
    "Free some space and run again; what was kept is untouched.",
)
NOT_WRITABLE: Final[Fault] = declare(
    "VT-ARCH-002",
    Exit.STORAGE,
    "Không có quyền ghi vào {place}.",
    "Writing to {place} is not allowed.",
    "Kiểm tra quyền của thư mục và đĩa có bị gắn chỉ đọc không.",
    "Check the folder's permissions and whether the disk is mounted read-only.",
)
DISK_FAILED: Final[Fault] = declare(
    "VT-ARCH-003",
    Exit.STORAGE,
    "Đĩa báo lỗi ở {place}.",
    "The disk reports an error at {place}.",
    "Kiểm tra đĩa hoặc kết nối tới ổ lưu trữ, rồi chạy lại.",
    "Check the disk or the connection to the storage, then run again.",
)
NO_ARCHIVE: Final[Fault] = declare(
    "VT-ARCH-004",
    Exit.STORAGE,
    "{place} không phải là kho lưu trữ OCFL.",
    "{place} is not an OCFL storage root.",
    "Kiểm tra đường dẫn kho trong vanthu.toml; kho mới phải là thư mục trống.",
    "Check the archive's path in vanthu.toml; a new archive needs an empty folder.",
)
NO_OBJECT: Final[Fault] = declare(
    "VT-ARCH-005",
    Exit.STORAGE,
    "Kho không có đối tượng {object_id}.",
    "The archive has no object {object_id}.",
    "Chạy `vanthu fixity`; nếu hồ sơ đã bị mất, khôi phục từ bản sao lưu.",
    "Run `vanthu fixity`; restore the object from a backup if it was lost.",
)
NO_FILE: Final[Fault] = declare(
    "VT-ARCH-006",
    Exit.STORAGE,
    "Đối tượng {object_id} không có tệp {name} (phiên bản {version}).",
    "Object {object_id} holds no file {name} (version {version}).",
    "Chạy `vanthu fixity` để kiểm tra kho.",
    "Run `vanthu fixity` to check the archive.",
)
OBJECT_DAMAGED: Final[Fault] = declare(
    "VT-ARCH-007",
    Exit.STORAGE,
    "Bản kê của đối tượng {object_id} bị hỏng.",
    "The inventory of object {object_id} is damaged.",
    "Khôi phục đối tượng từ bản sao lưu, rồi chạy `vanthu fixity`.",
    "Restore the object from a backup, then run `vanthu fixity`.",
)
OTHER_HEAD: Final[Fault] = declare(
    "VT-ARCH-008",
    Exit.STORAGE,
    "Đối tượng {object_id} đang ở phiên bản {head}, không phải {expected}.",
    "Object {object_id} is at version {head}, not {expected}.",
    "Có tiến trình khác vừa ghi; xem `vanthu show` rồi làm lại nếu còn cần.",
    "Another process has just written it; look at `vanthu show` and repeat if still needed.",
)
BAD_NAME: Final[Fault] = declare(
    "VT-ARCH-009",
    Exit.STORAGE,
    "Tên {name} không dùng được trong kho.",
    "The name {name} cannot be used in the archive.",
    "Đổi tên tệp: không dùng `..`, dấu / ở đầu, tên quá dài hoặc ký tự lạ.",
    "Rename the file: no `..`, no leading /, no overlong name or foreign bytes.",
)
INDEX_BUSY: Final[Fault] = declare(
    "VT-ARCH-010",
    Exit.STORAGE,
    "Chỉ mục tìm kiếm đang được tiến trình khác ghi.",
    "Another process is writing the search index.",
    "Chờ một lát rồi chạy lại.",
    "Wait a moment and run again.",
)
INDEX_DAMAGED: Final[Fault] = declare(
    "VT-ARCH-011",
    Exit.STORAGE,
    "Chỉ mục tìm kiếm chưa có hoặc bị hỏng.",
    "The search index is missing or damaged.",
    "Chạy `vanthu run`: chỉ mục được dựng lại từ kho, không mất gì.",
    "Run `vanthu run`: the index is rebuilt from the archive, nothing is lost.",
)
BOOK_ENDING: Final[Fault] = declare(
    "VT-ARCH-012",
    Exit.USAGE,
    "Không in được sổ ra tệp {name}: chỉ có .pdf, .xlsx và .csv.",
    "A register book cannot be written to {name}: only .pdf, .xlsx and .csv.",
    "Đặt tên tệp có đuôi .pdf, .xlsx hoặc .csv.",
    "Give the file a name that ends in .pdf, .xlsx or .csv.",
)
NO_FONT: Final[Fault] = declare(
    "VT-ARCH-013",
    Exit.CONFIGURATION,
    "Thiếu phông chữ Liberation Serif ({place}).",
    "The font Liberation Serif is missing ({place}).",
    "Cài đặt: apt install fonts-liberation2.",
    "Install it: apt install fonts-liberation2.",
)
