"""What the office refuses or finds wrong: settings, states, registers, the catalogue."""

from pipeline.errors import Exit, declare

NO_OFFICE = declare(
    "VT-OFFICE-001", Exit.CONFIGURATION,
    "{path} không phải là thư mục của một cơ quan: không thấy tệp vanthu.toml.",
    "{path} is not an office: there is no vanthu.toml.",
    "Chỉ đúng thư mục bằng --office (hoặc VANTHU_OFFICE), hoặc tạo mới bằng: vanthu init THƯ_MỤC.",
    "Name the right folder with --office (or VANTHU_OFFICE), or make one: vanthu init DIR.",
)  # fmt: skip
BAD_FILE = declare(
    "VT-OFFICE-002", Exit.CONFIGURATION,
    "Tệp cấu hình {path} không đọc được.",
    "The settings file {path} cannot be read.",
    "Sửa lại tệp theo đúng cú pháp TOML; mọi khóa được giải thích trong docs/cau-hinh.md.",
    "Mend the file's TOML; every key is explained in docs/cau-hinh.md.",
)  # fmt: skip
UNKNOWN_KEY = declare(
    "VT-OFFICE-003", Exit.CONFIGURATION,
    "Không có khóa cấu hình “{key}”.",
    "There is no setting “{key}”.",
    "Xem các khóa bằng: vanthu config get.",
    "See the settings with: vanthu config get.",
)  # fmt: skip
BAD_VALUE = declare(
    "VT-OFFICE-004", Exit.CONFIGURATION,
    "Giá trị “{value}” không dùng được cho khóa “{key}”: cần {wanted}.",
    "The value “{value}” does not fit the setting “{key}”: {wanted_en} is needed.",
    "Ghi lại đúng dạng (sửa sau bằng: vanthu config set {key}=GIÁ_TRỊ); chưa có gì bị thay đổi.",
    "Give a fitting one (later by: vanthu config set {key}=VALUE); nothing was changed.",
)  # fmt: skip
OFFICE_THERE = declare(
    "VT-OFFICE-005", Exit.OFFICE_RULE,
    "{path} đã là thư mục của một cơ quan; không có gì bị thay đổi.",
    "{path} already is an office; nothing was changed.",
    "Dùng cơ quan đang có, hoặc chọn thư mục khác.",
    "Use the office that is there, or choose another folder.",
)  # fmt: skip
NOT_EMPTY = declare(
    "VT-OFFICE-006", Exit.OFFICE_RULE,
    "Không tạo được cơ quan ở {path}: đó không phải là thư mục, hoặc không ghi được.",
    "No office can be made at {path}: it is not a folder, or cannot be written.",
    "Chọn một thư mục mới hoặc một thư mục có quyền ghi.",
    "Choose a new folder, or one that can be written.",
)  # fmt: skip
OVERLAP = declare(
    "VT-OFFICE-007", Exit.CONFIGURATION,
    "Các thư mục của cơ quan chồng lên nhau: {folders}.",
    "The office's folders overlap: {folders}.",
    "Đặt mỗi thư mục một nơi riêng bằng: vanthu config set folders....=ĐƯỜNG_DẪN.",
    "Give each folder a place of its own: vanthu config set folders....=PATH.",
)  # fmt: skip
NO_DOCUMENT = declare(
    "VT-OFFICE-011", Exit.OFFICE_RULE,
    "Không có văn bản nào mang mã hoặc tên tệp “{id}”.",
    "There is no document with the id or file name “{id}”.",
    "Xem các mã bằng: vanthu status.",
    "See the ids with: vanthu status.",
)  # fmt: skip
AMBIGUOUS = declare(
    "VT-OFFICE-012", Exit.OFFICE_RULE,
    "Mã “{id}” ứng với {count} văn bản.",
    "The id “{id}” fits {count} documents.",
    "Gõ thêm vài chữ của mã.",
    "Type a few more letters of the id.",
)  # fmt: skip
WRONG_STATE = declare(
    "VT-OFFICE-013", Exit.OFFICE_RULE,
    "Không thể {act} văn bản {id}: văn bản đang ở trạng thái “{state}”.",
    "Document {id} cannot be changed by “{act_en}”: it is “{state_en}”.",
    "Xem văn bản đang chờ việc gì bằng: vanthu show {id}.",
    "See what the document waits for: vanthu show {id}.",
)  # fmt: skip
CHANGED_MEANWHILE = declare(
    "VT-OFFICE-014", Exit.OFFICE_RULE,
    "Văn bản {id} vừa được một tiến trình khác thay đổi.",
    "Document {id} was just changed by somebody else.",
    "Xem lại bằng vanthu show {id} rồi làm lại lệnh.",
    "Look again with vanthu show {id}, then repeat the command.",
)  # fmt: skip
UNKNOWN_FIELD = declare(
    "VT-OFFICE-015", Exit.USAGE,
    "Không có trường thông tin “{key}”.",
    "There is no field “{key}”.",
    "Các trường: {keys}.",
    "The fields are: {keys}.",
)  # fmt: skip
BAD_FIELD = declare(
    "VT-OFFICE-016", Exit.USAGE,
    "Giá trị “{value}” không đúng cho trường “{key}”: cần {wanted}.",
    "The value “{value}” does not fit the field “{key}”: {wanted_en} is needed.",
    "Gõ lại: vanthu review correct MÃ {key}=GIÁ_TRỊ.",
    "Type it again: vanthu review correct ID {key}=VALUE.",
)  # fmt: skip
NO_ASIDE = declare(
    "VT-OFFICE-017", Exit.OFFICE_RULE,
    "Không có tệp “{file}” trong khu cách ly.",
    "There is no file “{file}” among those put aside.",
    "Xem danh sách bằng: vanthu quarantine list.",
    "See the list: vanthu quarantine list.",
)  # fmt: skip
SEVERAL_ASIDE = declare(
    "VT-OFFICE-018", Exit.OFFICE_RULE,
    "Tên “{file}” ứng với {count} tệp trong khu cách ly.",
    "The name “{file}” fits {count} files among those put aside.",
    "Gõ cả đường dẫn của tệp như trong: vanthu quarantine list.",
    "Type the file's whole path as it stands in: vanthu quarantine list.",
)  # fmt: skip
BAD_DATABASE = declare(
    "VT-OFFICE-021", Exit.STORAGE,
    "Sổ mục lục (cơ sở dữ liệu) của cơ quan không dùng được.",
    "The office's catalogue (database) cannot be used.",
    "Kiểm tra ổ đĩa còn chỗ và quyền ghi, rồi chạy: vanthu doctor.",
    "Check that the disk has room and can be written, then run: vanthu doctor.",
)  # fmt: skip
CATALOGUE_LOST = declare(
    "VT-OFFICE-023", Exit.STORAGE,
    "Không thấy sổ mục lục (.vanthu/catalogue.sqlite3) trong khi kho lưu trữ đã có văn bản.",
    "The catalogue (.vanthu/catalogue.sqlite3) is missing while the archive holds documents.",
    "Khôi phục sổ mục lục từ bản sao lưu; không làm sổ mới, vì số đã cấp sẽ bị cấp lại.",
    "Restore the catalogue from a backup; a new one would give numbers out a second time.",
)  # fmt: skip
NEWER_DATABASE = declare(
    "VT-OFFICE-022", Exit.CONFIGURATION,
    "Sổ mục lục do một phiên bản vanthu mới hơn ghi.",
    "The catalogue was written by a newer vanthu.",
    "Cập nhật vanthu trên máy này.",
    "Update vanthu on this machine.",
)  # fmt: skip
NO_PASS = declare(
    "VT-OFFICE-031", Exit.OFFICE_RULE,
    "Không có thẻ truy cập nào còn dùng được cho “{person}”.",
    "There is no valid pass of “{person}”.",
    "Xem danh sách bằng: vanthu access list.",
    "See the list: vanthu access list.",
)  # fmt: skip
NO_PROFILE = declare(
    "VT-OFFICE-032", Exit.CONFIGURATION,
    "Không có hồ sơ ký nào tên “{name}”.",
    "There is no signing profile “{name}”.",
    "Đặt hồ sơ: vanthu config set profiles.{name}.token=NHÃN profiles.{name}.role=personal.",
    "Make it: vanthu config set profiles.{name}.token=LABEL profiles.{name}.role=personal.",
)  # fmt: skip
BAD_DELEGATION = declare(
    "VT-OFFICE-041", Exit.USAGE,
    "Chưa ghi được thẩm quyền ký: cần {wanted}.",
    "The authority to sign cannot be entered: {wanted_en} is needed.",
    "Sửa lại rồi chạy lại: vanthu delegation add --help.",
    "Mend it and try again: vanthu delegation add --help.",
)  # fmt: skip
NO_DELEGATION = declare(
    "VT-OFFICE-042", Exit.OFFICE_RULE,
    "Không có thẩm quyền ký số {number} nào còn hiệu lực.",
    "There is no authority number {number} that still holds.",
    "Xem danh sách bằng: vanthu delegation list.",
    "See the list: vanthu delegation list.",
)  # fmt: skip
NOT_DELEGATED = declare(
    "VT-OFFICE-043", Exit.OFFICE_RULE,
    "{signer} không được ghi là người ký “{line}”; không ký.",
    "{signer} is not entered as somebody who signs “{line_en}”; nothing was signed.",
    "Trình đúng người có thẩm quyền, hoặc ghi văn bản giao quyền: vanthu delegation add.",
    "Have the authorised person sign, or enter the paper that delegates it: vanthu delegation add.",
)  # fmt: skip
DELEGATION_TIME = declare(
    "VT-OFFICE-044", Exit.OFFICE_RULE,
    "Thẩm quyền ký “{line}” của {signer} không có hiệu lực hôm nay; không ký.",
    "The authority of {signer} to sign “{line_en}” does not hold today; nothing was signed.",
    "Trình người có thẩm quyền khác, hoặc ghi văn bản giao quyền mới: vanthu delegation list, vanthu delegation add.",
    "Have another authorised person sign, or enter a new paper: vanthu delegation list, vanthu delegation add.",
)  # fmt: skip
DELEGATION_SCOPE = declare(
    "VT-OFFICE-045", Exit.OFFICE_RULE,
    "Văn bản này nằm ngoài phạm vi {signer} được ký “{line}”; không ký.",
    "This document is beyond what {signer} may sign as “{line_en}”; nothing was signed.",
    "Trình người có thẩm quyền khác, hoặc từ chối ký để sửa văn bản: vanthu sign reject.",
    "Have another authorised person sign, or send it back to be mended: vanthu sign reject.",
)  # fmt: skip
