"""What the worker and the desks report."""

from pipeline.errors import Exit, declare

SECRET = declare(
    "VT-WORK-001", Exit.OFFICE_RULE,
    "Văn bản có dấu chỉ độ mật: không xử lý trên hệ thống này; bản quét đã chuyển vào thư mục riêng, mọi bản sao đã xóa.",
    "The paper has a secrecy mark: it is not processed here; the scan was moved apart and every copy erased.",
    "Giao cho người được giao quản lý văn bản mật; không thả lại vào thư mục quét.",
    "Hand it to whoever keeps secret papers; do not drop it here again.",
)  # fmt: skip
UNEXPECTED = declare(
    "VT-WORK-002", Exit.STORAGE,
    "Lỗi ngoài dự kiến khi xử lý văn bản ở bước “{stage}”.",
    "Something unexpected happened at the stage “{stage}”.",
    "Hệ thống sẽ tự thử lại; nếu vẫn lỗi, gửi tệp nhật ký trong .vanthu/log cho người quản trị.",
    "It is tried again; if it stays, send the log in .vanthu/log to the administrator.",
)  # fmt: skip
CHILD_DIED = declare(
    "VT-WORK-003", Exit.INPUT_REFUSED,
    "Tiến trình xử lý dừng đột ngột {times} lần với tệp này ở bước “{stage}”.",
    "The working process died {times} times over this file at the stage “{stage}”.",
    "Mở tệp bằng phần mềm khác, quét lại trang hỏng rồi thả lại; tệp gốc vẫn nguyên vẹn.",
    "Open the file elsewhere, scan it again and drop it; the original is untouched.",
)  # fmt: skip
ANOTHER_WORKER = declare(
    "VT-WORK-004", Exit.OFFICE_RULE,
    "Một tiến trình vanthu run khác đang chạy cho cơ quan này.",
    "Another vanthu run is at work for this office.",
    "Chờ tiến trình kia xong, hoặc dừng nó rồi chạy lại.",
    "Wait for it to end, or stop it and start again.",
)  # fmt: skip
LITTLE_ROOM = declare(
    "VT-WORK-005", Exit.STORAGE,
    "Ổ đĩa chỉ còn {free} MB, dưới mức {wanted} MB; tạm dừng nhận và xử lý.",
    "Only {free} MB are free, less than {wanted} MB; the worker rests.",
    "Dọn chỗ trên ổ đĩa; việc sẽ tự tiếp tục.",
    "Make room on the disk; work goes on by itself.",
)  # fmt: skip
NOT_YOURS = declare(
    "VT-WORK-011", Exit.OFFICE_RULE,
    "Văn bản {id} không chờ việc này (hiện nay: {waits}).",
    "Document {id} does not wait for this (it is now: {waits_en}).",
    "Xem danh sách chờ ký bằng: vanthu sign list.",
    "See what waits: vanthu sign list.",
)  # fmt: skip
NO_PERSON_YET = declare(
    "VT-WORK-012", Exit.OFFICE_RULE,
    "Không thể đóng dấu số: văn bản {id} chưa có chữ ký của người có thẩm quyền.",
    "The agency's key cannot be used: document {id} has no signature of the authorised person yet.",
    "Để người có thẩm quyền ký trước: vanthu sign approve {id} --role personal.",
    "Have the authorised person sign first: vanthu sign approve {id} --role personal.",
)  # fmt: skip
SEAL_REFUSED = declare(
    "VT-WORK-013", Exit.OFFICE_RULE,
    "Không thể đóng dấu số lên văn bản {id}: chữ ký của người có thẩm quyền không dùng được.",
    "The agency's key cannot be used on document {id}: the authorised person's signature does not hold.",
    "Kiểm tra bằng: vanthu show {id}; chứng thư gốc phải nằm trong thư mục signing.trust.",
    "Look: vanthu show {id}; the trust anchor must lie in the folder signing.trust.",
)  # fmt: skip
NO_TOKEN = declare(
    "VT-WORK-014", Exit.TOKEN,
    "Chưa biết dùng token nào cho vai “{role}”.",
    "No token is named for the role “{role}”.",
    "Thêm --token NHÃN, hoặc đặt một lần: vanthu config set signing.{role}_token=NHÃN.",
    "Add --token LABEL, or set it once: vanthu config set signing.{role}_token=LABEL.",
)  # fmt: skip
SIGNED_NOT_FIT = declare(
    "VT-WORK-015", Exit.OUTPUT_FAILED_CHECK,
    "Bản vừa ký của văn bản {id} không đạt kiểm tra PDF/A; không lưu bản này.",
    "The copy just signed of document {id} fails the PDF/A check; it was not kept.",
    "Văn bản vẫn như trước khi ký; báo người quản trị.",
    "The document is as it was before; tell the administrator.",
)  # fmt: skip
NO_SIGNED_COPY = declare(
    "VT-WORK-016", Exit.OFFICE_RULE,
    "Văn bản {id} chưa có bản ghi để làm việc này.",
    "Document {id} has no record for this yet.",
    "Chờ số hóa xong: vanthu status {id}.",
    "Wait until it is digitised: vanthu status {id}.",
)  # fmt: skip
REASON_NEEDED = declare(
    "VT-WORK-017", Exit.USAGE,
    "Cần nêu lý do.",
    "A reason is needed.",
    "Thêm --reason \"...\".",
    "Add --reason \"...\".",
)  # fmt: skip
NO_EDXML = declare(
    "VT-WORK-018", Exit.OFFICE_RULE,
    "Văn bản {id} chưa đủ điều kiện gửi qua trục: cần số, ngày ban hành và tệp đã ký.",
    "Document {id} cannot go to the axis yet: it needs a number, a date and a signed file.",
    "Phát hành trước: vanthu issue {id}.",
    "Issue it first: vanthu issue {id}.",
)  # fmt: skip
DAMAGED = declare(
    "VT-WORK-019", Exit.STORAGE,
    "Hồ sơ lưu của văn bản {id} bị hỏng {files} chỗ.",
    "The archived object of document {id} is damaged in {files} places.",
    "Khôi phục từ bản sao lưu, rồi chạy: vanthu fixity.",
    "Restore it from a backup, then run: vanthu fixity.",
)  # fmt: skip
TOO_SLOW = declare(
    "VT-WORK-020", Exit.INPUT_REFUSED,
    "Một trang của tệp này xử lý quá {seconds} giây mà chưa xong.",
    "A page of this file took more than {seconds} seconds and did not end.",
    "Quét lại (hoặc xuất lại tệp PDF) ở 200–300 dpi rồi thả lại; tệp gốc vẫn nguyên vẹn.",
    "Scan it (or write the PDF) again at 200 to 300 dpi and drop it; the original is untouched.",
)  # fmt: skip
TOO_LARGE = declare(
    "VT-WORK-021", Exit.INPUT_REFUSED,
    "Tệp này cần nhiều bộ nhớ hơn mức cho phép.",
    "This file needs more memory than is allowed.",
    "Quét lại với độ phân giải 200–300 dpi, hoặc chia tệp thành nhiều tệp nhỏ.",
    "Scan it again at 200 to 300 dpi, or split it into smaller files.",
)  # fmt: skip
WRONG_TOKEN = declare(
    "VT-WORK-023", Exit.TOKEN,
    "Token “{label}” thuộc vai khác, không dùng để ký vai “{role}”.",
    "The token “{label}” belongs to the other role and does not sign as “{role}”.",
    "Cắm đúng token của người ký hoặc của cơ quan; nhãn xem bằng: vanthu token list.",
    "Plug in the signer's or the agency's own token; see the labels: vanthu token list.",
)  # fmt: skip
TOO_DEEP = declare(
    "VT-WORK-022", Exit.OFFICE_RULE,
    "Không nhận {path}: nằm sâu hơn một thư mục con, hoặc không phải là tệp thường.",
    "{path} is not taken: it lies deeper than one sub-folder, or is no ordinary file.",
    "Chuyển các tệp lên thư mục nhận hoặc một thư mục con của nó.",
    "Move the files up into the watched folder or one sub-folder of it.",
)  # fmt: skip
BATCH_STOPPED = declare(
    "VT-WORK-024", Exit.TOKEN,
    "Đợt ký dừng lại: {left} văn bản chưa ký vẫn chờ như trước.",
    "The batch stopped: {left} documents wait as before.",
    "Cắm lại token rồi chạy lại đúng lệnh vừa rồi: văn bản đã ký được bỏ qua, chỉ ký nốt phần còn lại.",
    "Plug the token in and run the same command again: what is signed is passed over, the rest is signed.",
)  # fmt: skip
LEVEL_SHORT = declare(
    "VT-WORK-040", Exit.NETWORK,
    "Chữ ký của văn bản {id} mới ở mức {level}, cần mức {wanted}. {notes}",
    "The signatures of document {id} are at {level}, {wanted} was wanted. {notes}",
    "Chữ ký vẫn có hiệu lực; vanthu tự nâng mức khi máy chủ trả lời, hoặc chạy: vanthu sign lift {id}.",
    "The signatures stand; vanthu lifts them when the servers answer, or run: vanthu sign lift {id}.",
)  # fmt: skip
NOT_WHAT_WAS_SHOWN = declare(
    "VT-WORK-025", Exit.OFFICE_RULE,
    "Văn bản {id} trên máy chủ đã khác bản đang xem.",
    "Document {id} on the server is not the one that is being looked at.",
    "Tải lại và xem lại bản mới trước khi ký.",
    "Fetch the new one and look at it before signing.",
)  # fmt: skip
NOT_TRUSTED = declare(
    "VT-WORK-026", Exit.TOKEN,
    "Chứng thư số của người ký không được cơ quan này tin cậy.",
    "The signer's certificate is not one that this office trusts.",
    "Kiểm tra đúng token chưa; chứng thư gốc của nơi cấp phải nằm trong thư mục signing.trust của máy chủ.",
    "Check that it is the right token; its issuer's anchor must lie in the server's folder signing.trust.",
)  # fmt: skip
OPENING_GONE = declare(
    "VT-WORK-027", Exit.OFFICE_RULE,
    "Lượt ký văn bản {id} không còn hiệu lực trên máy chủ.",
    "The server does not know this signing of document {id} any more.",
    "Chạy lại lệnh ký; văn bản vẫn như trước.",
    "Sign it again; the document is as it was.",
)  # fmt: skip
NOTHING_TO_LIFT = declare(
    "VT-WORK-041", Exit.OFFICE_RULE,
    "Văn bản {id} không có chữ ký nào để nâng mức.",
    "Document {id} has no signature that could be lifted.",
    "Chỉ văn bản đã ký và đã lưu mới nâng mức được.",
    "Only documents that are signed and archived can be lifted.",
)  # fmt: skip
NOT_ISSUED = declare(
    "VT-WORK-052", Exit.OFFICE_RULE,
    "Văn bản {id} chưa phát hành nên chưa ký được văn bản kèm theo.",
    "Document {id} is not issued yet, so nothing can be signed to go with it.",
    "Phát hành trước: vanthu issue {id}.",
    "Issue it first: vanthu issue {id}.",
)  # fmt: skip
ATTACHMENT_SECRET = declare(
    "VT-WORK-053", Exit.INPUT_REFUSED,
    "Tệp kèm theo {file} có dấu chỉ độ mật; không ký, không lưu.",
    "The attachment {file} has a secrecy mark; it was neither signed nor kept.",
    "Giao cho người được giao quản lý văn bản mật.",
    "Hand it to whoever keeps secret papers.",
)  # fmt: skip
ATTACHMENT_SIGNED = declare(
    "VT-WORK-054", Exit.INPUT_REFUSED,
    "Tệp kèm theo {file} đã có chữ ký số; ghi thêm vào sẽ làm hỏng chữ ký ấy.",
    "The attachment {file} is signed already; writing into it would spoil that signature.",
    "Dùng bản chưa ký.",
    "Take the unsigned one.",
)  # fmt: skip
ATTACHMENT_ACTIVE = declare(
    "VT-WORK-055", Exit.INPUT_REFUSED,
    "Tệp kèm theo {file} có macro hoặc chương trình nhúng; không ký, không lưu.",
    "The attachment {file} holds macros or embedded programs; it was neither signed nor kept.",
    "Lưu lại thành .docx, .xlsx hoặc .pptx không có macro, bỏ đối tượng nhúng, rồi chạy lại.",
    "Save it as .docx, .xlsx or .pptx without macros and without embedded objects, then run this again.",
)  # fmt: skip
ATTACHMENT_BROKEN = declare(
    "VT-WORK-056", Exit.INPUT_REFUSED,
    "Tệp kèm theo {file} bị hỏng, có mật khẩu hoặc lớn quá mức.",
    "The attachment {file} is broken, has a password, or is far too large.",
    "Mở tệp, lưu lại bản không có mật khẩu rồi chạy lại.",
    "Open it, save it without a password, then run this again.",
)  # fmt: skip
SIGNED_ELSEWHERE = declare(
    "VT-WORK-051", Exit.INPUT_REFUSED,
    "Văn bản đi này đã có chữ ký số từ trước; đóng dấu hay ghi số vào sẽ làm hỏng chữ ký ấy.",
    "This outgoing document is signed already; a number or a seal put into it would spoil that signature.",
    "Thả bản chưa ký để ký tại đây; nếu đây là văn bản đến thì thả vào thư mục văn bản đến.",
    "Drop the unsigned one to be signed here; if it is an incoming paper, drop it into the incoming folder.",
)  # fmt: skip
INITIALS_AMISS = declare(
    "VT-WORK-028", Exit.OFFICE_RULE,
    "Người có thẩm quyền chưa ký được văn bản {id}: ký nháy chưa đủ hoặc không còn nguyên vẹn.",
    "The authorised person cannot sign document {id} yet: its initials are missing or do not hold.",
    "Xem ai đã ký nháy bằng: vanthu show {id}; nếu ký nháy hỏng thì từ chối ký và trình lại.",
    "See who initialled: vanthu show {id}; where the initials are broken, reject it and submit it anew.",
)  # fmt: skip
INITIALLED = declare(
    "VT-WORK-029", Exit.OFFICE_RULE,
    "Không chuyển được văn bản {id}: văn bản đã có ký nháy.",
    "Document {id} cannot be moved: it is initialled already.",
    "Từ chối ký hoặc hủy văn bản này (vanthu void {id}), rồi thả lại vào đúng thư mục.",
    "Reject or void it (vanthu void {id}), then drop it into the right folder.",
)  # fmt: skip
OTHER_ROLE = declare(
    "VT-WORK-030", Exit.TOKEN,
    "Chứng thư số này đã dùng làm chứng thư của cơ quan, không dùng để ký cho người.",
    "This certificate has signed as the agency; it does not sign for a person.",
    "Dùng token cá nhân của người ký.",
    "Use the signer's own token.",
)  # fmt: skip
