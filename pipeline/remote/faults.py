"""What can go wrong between a signer's computer and the office's server."""

from pipeline.errors import Exit, declare

BAD_ADDRESS = declare(
    "VT-REMOTE-001", Exit.USAGE,
    "Địa chỉ máy chủ không đúng: {url}.",
    "This is no server's address: {url}.",
    "Viết đủ, ví dụ https://vanthu.so-noi-vu.gov.vn:8470.",
    "Write it whole, as in https://vanthu.example.gov.vn:8470.",
)  # fmt: skip
PLAIN = declare(
    "VT-REMOTE-002", Exit.USAGE,
    "Không gửi thẻ truy cập qua đường không mã hóa tới {host}.",
    "A pass is not sent over a line that is not encrypted to {host}.",
    "Dùng địa chỉ https://; chỉ trong mạng riêng đã được bảo vệ mới thêm --plain-http.",
    "Use an https:// address; only within a network that is protected otherwise add --plain-http.",
)  # fmt: skip
UNREACHABLE = declare(
    "VT-REMOTE-003", Exit.NETWORK,
    "Không liên lạc được với máy chủ {host}.",
    "The server {host} cannot be reached.",
    "Kiểm tra mạng rồi chạy lại đúng lệnh vừa rồi: phần đã tải và đã ký được giữ.",
    "Check the network and run the same command again: what was fetched and signed is kept.",
)  # fmt: skip
CERTIFICATE = declare(
    "VT-REMOTE-004", Exit.NETWORK,
    "Chứng thư TLS của máy chủ {host} không được tin cậy.",
    "The TLS certificate of the server {host} is not trusted.",
    "Hỏi người quản trị tệp chứng thư của máy chủ rồi thêm --server-ca TỆP.",
    "Ask the administrator for the server's certificate and add --server-ca FILE.",
)  # fmt: skip
NO_ANSWER = declare(
    "VT-REMOTE-005", Exit.NETWORK,
    "Máy chủ {host} trả lời không đúng.",
    "The server {host} does not answer as a vanthu server does.",
    "Kiểm tra địa chỉ và phiên bản vanthu ở hai máy.",
    "Check the address and the versions of vanthu on both computers.",
)  # fmt: skip
SECRET_SOURCE = declare(
    "VT-REMOTE-006", Exit.USAGE,
    "Không lấy được mã thẻ truy cập từ {source}.",
    "The pass cannot be taken from {source}.",
    "Dùng --access prompt, file:TỆP hoặc env:BIẾN.",
    "Use --access prompt, file:PATH or env:NAME.",
)  # fmt: skip
CHANGED = declare(
    "VT-REMOTE-007", Exit.OFFICE_RULE,
    "Văn bản {id} đã khác bản đã xem trên máy này; không ký.",
    "Document {id} is not what was shown on this computer any more; it was not signed.",
    "Xem lại rồi ký: vanthu sign show {id} --server ...",
    "Look at it again and sign: vanthu sign show {id} --server ...",
)  # fmt: skip
GARBLED = declare(
    "VT-REMOTE-008", Exit.NETWORK,
    "Văn bản {id} tải về không đúng mã SHA-256.",
    "Document {id} did not arrive with its SHA-256.",
    "Chạy lại lệnh; nếu vẫn vậy, báo người quản trị máy chủ.",
    "Run the command again; if it stays so, tell the server's administrator.",
)  # fmt: skip
NO_PROFILE = declare(
    "VT-REMOTE-009", Exit.CONFIGURATION,
    "Không có hồ sơ ký “{name}” trong {file}.",
    "There is no signing profile “{name}” in {file}.",
    "Ghi vào tệp đó: [profiles.{name}] rồi token = \"NHÃN\", module = \"ĐƯỜNG DẪN\".",
    "Write into that file: [profiles.{name}], then token = \"LABEL\", module = \"PATH\".",
)  # fmt: skip
WRONG_ROLE = declare(
    "VT-REMOTE-010", Exit.TOKEN,
    "Hồ sơ ký “{name}” không dành cho vai “{role}”.",
    "The signing profile “{name}” is not for the role “{role}”.",
    "Chọn hồ sơ khác, hoặc sửa role của hồ sơ.",
    "Choose another profile, or mend its role.",
)  # fmt: skip
