"""What can go wrong between a person and the program, before any room is asked."""

from __future__ import annotations

from typing import Final

from pipeline.errors import Exit, declare

USAGE: Final = declare(
    "VT-CLI-001", Exit.USAGE,
    "Lệnh viết chưa đúng: {what}.", "Wrong usage: {what}.",
    "Xem cách dùng: {command} --help", "See {command} --help",
)  # fmt: skip
NO_OFFICE: Final = declare(
    "VT-CLI-002", Exit.CONFIGURATION,
    "Chưa biết làm việc với cơ quan nào.", "No office was named.",
    "Thêm --office THƯ_MỤC trước tên lệnh, hoặc vào thư mục có vanthu.toml; tạo mới bằng `vanthu init`.",
    "Give --office DIR before the command, or go to a folder that has vanthu.toml; `vanthu init` makes one.",
)  # fmt: skip
UNEXPECTED: Final = declare(
    "VT-CLI-003", Exit.STORAGE,
    "Lỗi ngoài dự kiến: {kind}.", "An unexpected error: {kind}.",
    "Chạy lại với -vv để xem chi tiết và gửi chi tiết đó cho người phát triển; tài liệu đã nhận vẫn được giữ nguyên.",
    "Run it again with -vv and send the details to the developers; what was taken in is kept.",
)  # fmt: skip
COMPONENT_MISSING: Final = declare(
    "VT-CLI-004", Exit.CONFIGURATION,
    "Thiếu thành phần {name} của chương trình.", "A part of the program is missing: {name}.",
    "Cài lại bằng `script/setup`, rồi xem `vanthu doctor`.",
    "Install again with `script/setup`, then see `vanthu doctor`.",
)  # fmt: skip
INTERRUPTED: Final = declare(
    "VT-CLI-005", Exit.INTERRUPTED,
    "Đã dừng theo yêu cầu.", "Interrupted.",
    "Chạy lại lệnh để làm tiếp; việc dở dang không bị mất.",
    "Run the command again to go on; nothing under way is lost.",
)  # fmt: skip
NOT_FOUND: Final = declare(
    "VT-CLI-006", Exit.INPUT_REFUSED,
    "Không có tệp {path}.", "There is no file {path}.",
    "Kiểm tra lại tên tệp và thư mục.", "Check the name and the folder.",
)  # fmt: skip
UNREADABLE: Final = declare(
    "VT-CLI-007", Exit.INPUT_REFUSED,
    "Không đọc được tệp {path}.", "The file {path} cannot be read.",
    "Kiểm tra quyền đọc tệp và ổ đĩa.", "Check its permissions and the disk.",
)  # fmt: skip
OUTPUT_BLOCKED: Final = declare(
    "VT-CLI-008", Exit.STORAGE,
    "Không ghi được vào {path}.", "{path} cannot be written.",
    "Kiểm tra quyền ghi và chỗ trống của ổ đĩa, hoặc chọn nơi khác bằng -o.",
    "Check permissions and free space, or choose another place with -o.",
)  # fmt: skip
OUTPUT_IS_INPUT: Final = declare(
    "VT-CLI-009", Exit.USAGE,
    "Kết quả {path} sẽ đè lên một bản quét gốc.", "The output {path} would replace a scan.",
    "Chọn tên khác bằng -o; bản quét gốc luôn được giữ nguyên.",
    "Choose another name with -o; the original scan is never touched.",
)  # fmt: skip
READER_DIED: Final = declare(
    "VT-CLI-010", Exit.INPUT_REFUSED,
    "Tệp {name} làm chương trình đọc dừng đột ngột.", "The file {name} made the reader stop.",
    "Quét lại hoặc xuất lại tệp rồi thử lần nữa; các tệp khác không bị ảnh hưởng.",
    "Scan or export it again and retry; other files are not affected.",
)  # fmt: skip
READER_TOO_SLOW: Final = declare(
    "VT-CLI-011", Exit.INPUT_REFUSED,
    "Tệp {name} đọc quá {seconds} giây mà chưa xong.", "The file {name} was not read within {seconds} seconds.",
    "Chia tệp thành các phần ít trang hơn rồi thử lại.", "Split it into parts with fewer pages and try again.",
)  # fmt: skip
READER_OUT_OF_MEMORY: Final = declare(
    "VT-CLI-012", Exit.INPUT_REFUSED,
    "Tệp {name} cần nhiều bộ nhớ hơn mức cho phép.", "The file {name} needs more memory than is allowed.",
    "Quét lại ở 300 dpi hoặc chia thành nhiều tệp nhỏ.", "Scan it again at 300 dpi or split it.",
)  # fmt: skip
SECRECY_MARK: Final = declare(
    "VT-CLI-013", Exit.OFFICE_RULE,
    "Tệp {name} có dấu chỉ độ mật: không xử lý trên hệ thống này.",
    "The file {name} bears a secrecy mark: it is not handled by this system.",
    "Giao tài liệu cho người giữ tài liệu mật và xóa bản quét này theo quy định.",
    "Hand it to the keeper of secret papers and remove this scan as the rules ask.",
)  # fmt: skip
NOT_A_DEMO: Final = declare(
    "VT-CLI-014", Exit.OFFICE_RULE,
    "Thư mục {path} không phải cơ quan dùng thử nên không bị đụng đến.",
    "{path} is no demo office and is left alone.",
    "Chọn thư mục khác: vanthu demo THƯ_MỤC", "Choose another folder: vanthu demo DIR",
)  # fmt: skip
NO_SAMPLES: Final = declare(
    "VT-CLI-015", Exit.CONFIGURATION,
    "Không tìm thấy bản quét mẫu ở {path}.", "The sample scans are not at {path}.",
    "Chạy `script/demo` trong thư mục mã nguồn đã tải về đầy đủ.", "Run `script/demo` in a complete checkout.",
)  # fmt: skip
CHECKS_FAILED: Final = declare(
    "VT-CLI-016", Exit.CONFIGURATION,
    "Còn {count} mục chưa đạt: {names}.", "{count} checks do not hold: {names}.",
    "Làm theo cột cách khắc phục rồi chạy lại `vanthu doctor`.", "Follow the fixes told and run `vanthu doctor` again.",
)  # fmt: skip
DISK: Final = declare(
    "VT-CLI-017", Exit.STORAGE,
    "Ổ đĩa không cho đọc hoặc ghi {path}.", "The disk did not let {path} be read or written.",
    "Kiểm tra chỗ trống, quyền truy cập và ổ đĩa rồi chạy lại.",
    "Check free space, permissions and the disk, then try again.",
)  # fmt: skip
JOURNAL_BROKEN: Final = declare(
    "VT-CLI-018", Exit.STORAGE,
    "Nhật ký không còn nguyên vẹn từ việc số {number}.", "The journal is broken from entry {number} on.",
    "Giữ nguyên hiện trạng, báo người quản trị và đối chiếu với bản sao lưu.",
    "Leave everything as it is, tell the administrator, compare with a backup.",
)  # fmt: skip
OBJECT_DAMAGED: Final = declare(
    "VT-CLI-019", Exit.STORAGE,
    "Văn bản lưu trữ {id} bị hỏng.", "The stored object of {id} is damaged.",
    "Không ghi gì thêm lên ổ đĩa; khôi phục văn bản này từ bản sao lưu.",
    "Write nothing more to the disk; restore this object from a backup.",
)  # fmt: skip
READER_FAILED: Final = declare(
    "VT-CLI-020", Exit.INPUT_REFUSED,
    "Tệp {name} làm chương trình đọc gặp lỗi ngoài dự kiến.", "The reader met something unexpected in the file {name}.",
    "Quét lại hoặc xuất lại tệp rồi thử lần nữa; nếu vẫn vậy, chạy với -vv và gửi chi tiết cho người phát triển.",
    "Scan or export it again and retry; if it stays so, run with -vv and send the details to the developers.",
)  # fmt: skip
