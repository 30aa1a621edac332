"""What can go wrong with tokens, keys and signatures: every code of this room, with the sentence people read."""

from __future__ import annotations

from typing import Final

from pipeline.errors import Exit, Fault, declare

NO_MODULE: Final[Fault] = declare(
    "VT-SIGN-001",
    Exit.CONFIGURATION,
    "Không tìm thấy thư viện PKCS#11 nào của thiết bị ký.",
    "No PKCS#11 module of a signing device was found.",
    "Cài trình điều khiển của nhà cung cấp token, hoặc ghi đường dẫn thư viện vào signing.modules.",
    "Install the token's driver, or name its library in signing.modules.",
)
MODULE_FAILED: Final[Fault] = declare(
    "VT-SIGN-002",
    Exit.TOKEN,
    "Thư viện PKCS#11 {module} không hoạt động.",
    "The PKCS#11 module {module} does not work.",
    "Kiểm tra đường dẫn và cài lại trình điều khiển của token.",
    "Check the path and install the token's driver again.",
)
TOKEN_MISSING: Final[Fault] = declare(
    "VT-SIGN-003",
    Exit.TOKEN,
    "Không thấy token {label}.",
    "The token {label} is not there.",
    "Cắm token, đợi đèn sáng rồi thử lại; `vanthu token list` cho biết token nào đang được nhận.",
    "Plug the token in and try again; `vanthu token list` tells which tokens are seen.",
)
TOKEN_AMBIGUOUS: Final[Fault] = declare(
    "VT-SIGN-004",
    Exit.TOKEN,
    "Có nhiều token mang nhãn {label}.",
    "Several tokens have the label {label}.",
    "Rút bớt token, hoặc chọn token theo số sê-ri.",
    "Unplug the others, or choose the token by its serial number.",
)
PIN_WRONG: Final[Fault] = declare(
    "VT-SIGN-005",
    Exit.TOKEN,
    "Sai mã PIN của token {label}; không thử lại tự động.",
    "Wrong PIN for the token {label}; it is not tried again by itself.",
    "Nhập lại thật cẩn thận: sau vài lần sai liên tiếp token sẽ bị khóa.",
    "Enter it again with care: a few wrong tries in a row lock the token.",
)
PIN_LOCKED: Final[Fault] = declare(
    "VT-SIGN-006",
    Exit.TOKEN,
    "Token {label} đã bị khóa do nhập sai mã PIN nhiều lần.",
    "The token {label} is locked after too many wrong PINs.",
    "Liên hệ đơn vị cấp token để mở khóa.",
    "Ask the token's issuer to unlock it.",
)
PIN_LENGTH: Final[Fault] = declare(
    "VT-SIGN-007",
    Exit.TOKEN,
    "Mã PIN quá ngắn, quá dài hoặc có ký tự token {label} không nhận; token không tính là một lần sai.",
    "The PIN's length or letters are not what the token {label} takes; the token did not count a try.",
    "Nhập đúng mã PIN của token.",
    "Enter the token's PIN.",
)
TOKEN_REMOVED: Final[Fault] = declare(
    "VT-SIGN-008",
    Exit.TOKEN,
    "Token {label} bị rút ra trong khi ký; văn bản giữ nguyên như trước khi ký.",
    "The token {label} was pulled while signing; the document is as it was.",
    "Cắm lại token rồi ký tiếp các văn bản còn lại.",
    "Plug the token in again and sign what is left.",
)
TOKEN_SILENT: Final[Fault] = declare(
    "VT-SIGN-009",
    Exit.TOKEN,
    "Token {label} không trả lời trong {seconds} giây.",
    "The token {label} did not answer within {seconds} seconds.",
    "Rút token ra, cắm lại rồi thử lại; nếu vẫn vậy, cài lại trình điều khiển.",
    "Unplug the token, plug it in and try again; if it stays so, install its driver again.",
)
NO_KEY: Final[Fault] = declare(
    "VT-SIGN-010",
    Exit.TOKEN,
    "Token {label} không có khóa bí mật nào đi cùng một chứng thư số.",
    "The token {label} holds no private key that has a certificate.",
    "Kiểm tra đúng token chưa; nếu đúng, liên hệ đơn vị cấp chứng thư số.",
    "Check that it is the right token; if so, ask the certificate's issuer.",
)
CERTIFICATE_UNFIT: Final[Fault] = declare(
    "VT-SIGN-011",
    Exit.TOKEN,
    "Không chứng thư số nào trong token {label} dùng được để ký: {reason}.",
    "No certificate on the token {label} may be used to sign: {reason}.",
    "Dùng token có chứng thư số dành cho chữ ký số.",
    "Use a token whose certificate is made for signatures.",
)
CERTIFICATE_EXPIRED: Final[Fault] = declare(
    "VT-SIGN-012",
    Exit.TOKEN,
    "Chứng thư số trong token {label} đã hết hạn ngày {date}.",
    "The certificate on the token {label} expired on {date}.",
    "Xin gia hạn hoặc cấp lại chứng thư số; kiểm tra cả ngày giờ của máy này.",
    "Have the certificate renewed; check this computer's date, too.",
)
CERTIFICATE_EARLY: Final[Fault] = declare(
    "VT-SIGN-013",
    Exit.TOKEN,
    "Chứng thư số trong token {label} chỉ có hiệu lực từ ngày {date}.",
    "The certificate on the token {label} is valid only from {date}.",
    "Kiểm tra ngày giờ của máy này.",
    "Check this computer's date.",
)
TOKEN_ERROR: Final[Fault] = declare(
    "VT-SIGN-014",
    Exit.TOKEN,
    "Token {label} báo lỗi {error}; văn bản giữ nguyên như trước khi ký.",
    "The token {label} reported {error}; the document is as it was.",
    "Rút token ra, cắm lại rồi ký lại.",
    "Unplug the token, plug it in and sign again.",
)
SIGNATURE_MISFIT: Final[Fault] = declare(
    "VT-SIGN-015",
    Exit.TOKEN,
    "Chữ ký token {label} trả về không khớp với chứng thư số; đã bỏ, văn bản giữ nguyên.",
    "What the token {label} returned does not fit its certificate; it was thrown away, the document is as it was.",
    "Không dùng token này nữa cho đến khi đơn vị cấp kiểm tra.",
    "Do not use this token until its issuer has looked at it.",
)
PIN_SOURCE: Final[Fault] = declare(
    "VT-SIGN-016",
    Exit.USAGE,
    "Không lấy được mã PIN từ {source}.",
    "The PIN cannot be taken from {source}.",
    "Dùng --pin-source prompt, file:ĐƯỜNG_DẪN hoặc env:TÊN_BIẾN; tệp và biến phải có nội dung.",
    "Use --pin-source prompt, file:PATH or env:NAME; the file or variable must not be empty.",
)
NO_SUCH_CERTIFICATE: Final[Fault] = declare(
    "VT-SIGN-018",
    Exit.TOKEN,
    "Token {label} không có khóa nào đi cùng chứng thư số {certificate}.",
    "The token {label} has no key with the certificate {certificate}.",
    "Xem mã chứng thư số bằng `vanthu token list --format json`, rồi sửa hồ sơ ký (profiles).",
    "See the certificates' ids with `vanthu token list --format json`, then mend the profile.",
)
NO_PSS: Final[Fault] = declare(
    "VT-SIGN-019",
    Exit.TOKEN,
    "Token {label} không biết ký RSA-PSS.",
    "The token {label} cannot make RSA-PSS signatures.",
    "Đặt lại cách ký: vanthu config set signing.signature=pkcs1 (hoặc profiles.TÊN.signature=pkcs1).",
    "Set the scheme: vanthu config set signing.signature=pkcs1 (or profiles.NAME.signature=pkcs1).",
)
CANNOT_READ: Final[Fault] = declare(
    "VT-SIGN-020",
    Exit.INPUT_REFUSED,
    "Tệp PDF không mở được để ký.",
    "The PDF cannot be opened for signing.",
    "Số hóa lại văn bản từ bản quét gốc.",
    "Digitise the document again from its scan.",
)
FIELD_MISSING: Final[Fault] = declare(
    "VT-SIGN-021",
    Exit.OFFICE_RULE,
    "Văn bản không có ô {field} được chuẩn bị trước chữ ký đầu tiên.",
    "The document has no field {field} made before the first signature.",
    "Trình ký lại văn bản từ bước số hóa.",
    "Take the document up again from the digitising step.",
)
FIELD_SIGNED: Final[Fault] = declare(
    "VT-SIGN-022",
    Exit.OFFICE_RULE,
    "Ô chữ ký {field} đã có chữ ký.",
    "The field {field} is signed already.",
    "Không ký lần nữa; xem các chữ ký bằng `vanthu verify`.",
    "Do not sign again; see the signatures with `vanthu verify`.",
)
SIGNED_FILE_WRONG: Final[Fault] = declare(
    "VT-SIGN-023",
    Exit.OUTPUT_FAILED_CHECK,
    "Tệp vừa ký không qua được kiểm tra; đã bỏ, văn bản giữ nguyên.",
    "The file just signed failed its check; it was thrown away, the document is as it was.",
    "Thử ký lại; nếu vẫn vậy, báo cho người quản trị.",
    "Sign again; if it stays so, tell the administrator.",
)
ALREADY_SIGNED: Final[Fault] = declare(
    "VT-SIGN-024",
    Exit.OFFICE_RULE,
    "Văn bản đã có chữ ký nên không thể thêm ô ký hay ô điền nữa.",
    "The document is signed, so no fields can be added.",
    "Trình ký lại văn bản từ bước số hóa.",
    "Take the document up again from the digitising step.",
)
TEXT_NOT_WRITABLE: Final[Fault] = declare(
    "VT-SIGN-025",
    Exit.OFFICE_RULE,
    "Không thể điền ô {field}: {reason}.",
    "The field {field} cannot be filled: {reason}.",
    "Kiểm tra nội dung cần điền.",
    "Check what is to be filled in.",
)
FONT_MISSING: Final[Fault] = declare(
    "VT-SIGN-027",
    Exit.CONFIGURATION,
    "Không tìm thấy phông Liberation Serif để viết lên văn bản.",
    "The typeface Liberation Serif, which writes on documents, was not found.",
    "Cài gói fonts-liberation2.",
    "Install the package fonts-liberation2.",
)
IMAGE_UNREADABLE: Final[Fault] = declare(
    "VT-SIGN-028",
    Exit.CONFIGURATION,
    "Không đọc được hình chữ ký hoặc con dấu {path}.",
    "The image of the signature or seal {path} cannot be read.",
    "Dùng tệp PNG nền trong suốt, không quá 4000 điểm ảnh mỗi chiều.",
    "Use a PNG with a transparent ground, at most 4000 pixels a side.",
)
TRUST_UNREADABLE: Final[Fault] = declare(
    "VT-SIGN-030",
    Exit.CONFIGURATION,
    "Không đọc được chứng thư gốc hoặc danh sách thu hồi {path}.",
    "The trust anchor or revocation list {path} cannot be read.",
    "Đặt tệp *.pem (chứng thư gốc) và *.crl (danh sách thu hồi) đúng định dạng vào thư mục tin cậy.",
    "Put *.pem (anchors) and *.crl (revocation lists) of the right form into the trust folder.",
)
DEMO_TOOL_MISSING: Final[Fault] = declare(
    "VT-SIGN-040", Exit.CONFIGURATION,
    "Không có SoftHSM2 để làm token thử nghiệm.",
    "SoftHSM2, which makes the demo's tokens, is not installed.",
    "Cài gói softhsm2.",
    "Install the package softhsm2.",
)  # fmt: skip
ANOTHER_THING: Final[Fault] = declare(
    "VT-SIGN-050",
    Exit.TOKEN,
    "Máy chủ đưa ra bản khác với bản đã xem; không ký.",
    "The server asked for something else to be signed than what was shown; nothing was signed.",
    "Không ký văn bản này; báo ngay cho người quản trị máy chủ.",
    "Do not sign this document; tell the server's administrator at once.",
)
CLOCKS_APART: Final[Fault] = declare(
    "VT-SIGN-051",
    Exit.TOKEN,
    "Đồng hồ máy này và máy chủ lệch nhau {minutes} phút; không ký.",
    "This computer's clock and the server's are {minutes} minutes apart; nothing was signed.",
    "Chỉnh lại ngày giờ của máy nào sai rồi ký lại.",
    "Set the clock that is wrong and sign again.",
)
