"""What the office's server refuses, and why it cannot begin."""

from pipeline.errors import Exit, declare

PLAIN_HTTP = declare(
    "VT-WEB-001", Exit.CONFIGURATION,
    "Không phục vụ qua http không mã hóa ở {address}.",
    "Nothing is served over http without encryption at {address}.",
    "Đặt serve.certificate và serve.key, hoặc chỉ nghe ở 127.0.0.1 sau một proxy có TLS; mạng riêng: serve.plain_http=yes.",
    "Set serve.certificate and serve.key, or listen on 127.0.0.1 behind a proxy with TLS; in a network of your own: serve.plain_http=yes.",
)  # fmt: skip
CANNOT_LISTEN = declare(
    "VT-WEB-002", Exit.CONFIGURATION,
    "Không mở được địa chỉ {address}.",
    "The address {address} cannot be opened.",
    "Chọn cổng khác bằng --address, hoặc dừng chương trình đang dùng cổng này.",
    "Choose another port with --address, or stop the program that has this one.",
)  # fmt: skip
BAD_TLS = declare(
    "VT-WEB-003", Exit.CONFIGURATION,
    "Chứng thư hoặc khóa TLS của máy chủ không dùng được.",
    "The server's TLS certificate or key cannot be used.",
    "Kiểm tra hai tệp PEM ở serve.certificate và serve.key: phải là một cặp và đọc được.",
    "Check the PEM files of serve.certificate and serve.key: they must be a pair and readable.",
)  # fmt: skip
NO_PASS = declare(
    "VT-WEB-004", Exit.OFFICE_RULE,
    "Máy chủ không nhận thẻ truy cập này.",
    "The server does not take this pass.",
    "Xin văn thư cấp thẻ: vanthu access grant.",
    "Ask the clerk for a pass: vanthu access grant.",
)  # fmt: skip
NOT_THIS_ROLE = declare(
    "VT-WEB-005", Exit.OFFICE_RULE,
    "Thẻ truy cập của {person} không cho ký vai “{role}”.",
    "The pass of {person} is not for the role “{role}”.",
    "Xin văn thư cấp thẻ có vai này: vanthu access grant.",
    "Ask the clerk for a pass with this role: vanthu access grant.",
)  # fmt: skip
BAD_REQUEST = declare(
    "VT-WEB-006", Exit.USAGE,
    "Máy chủ không hiểu yêu cầu.",
    "The server does not understand the request.",
    "Dùng cùng một phiên bản vanthu ở hai máy.",
    "Use the same version of vanthu on both computers.",
)  # fmt: skip
FAILED = declare(
    "VT-WEB-007", Exit.STORAGE,
    "Máy chủ gặp lỗi ngoài dự kiến.",
    "Something unexpected happened on the server.",
    "Chạy lại lệnh; nếu vẫn vậy, người quản trị xem .vanthu/log/cli.log trên máy chủ.",
    "Run the command again; if it stays so, the administrator looks into .vanthu/log/cli.log on the server.",
)  # fmt: skip
