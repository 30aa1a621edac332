"""What can go wrong while a scan is opened (VT-SCAN, exit 4) or a record is composed and checked (VT-PDF, exit 5)."""

from __future__ import annotations

from typing import Final

from pipeline.errors import Exit, Fault, declare

_RESCAN_VI: Final = "Hãy quét lại, hoặc chép lại tệp từ máy quét rồi thả vào lần nữa."
_RESCAN_EN: Final = "Scan it again, or copy the file from the scanner again and drop it once more."


def _refused(code: str, vi: str, en: str, next_vi: str = _RESCAN_VI, next_en: str = _RESCAN_EN) -> Fault:
    return declare(code, Exit.INPUT_REFUSED, vi, en, next_vi, next_en)


EMPTY: Final = _refused("VT-SCAN-001", "Tệp {name} rỗng.", "The file {name} is empty.")
OFFICE_FILE: Final = _refused(
    "VT-SCAN-002",
    "Tệp {name} là tệp soạn thảo ({kind}), không phải bản quét.",
    "The file {name} is an office document ({kind}), not a scan.",
    "Hãy lưu sang PDF từ chương trình soạn thảo, hoặc in ra, ký đóng dấu rồi quét.",
    "Save it as PDF from the program that made it, or print and scan it.",
)
ARCHIVE: Final = _refused(
    "VT-SCAN-003",
    "Tệp {name} là tệp nén ({kind}).",
    "The file {name} is a packed archive ({kind}).",
    "Hãy giải nén rồi thả từng tệp bên trong vào thư mục.",
    "Unpack it and drop the files inside one by one.",
)
OTHER_IMAGE: Final = _refused(
    "VT-SCAN-004",
    "Tệp {name} là ảnh dạng {kind}, chưa nhận được.",
    "The file {name} is an image of the kind {kind}, which is not taken.",
    "Hãy lưu ảnh thành JPEG, PNG hoặc TIFF (trên iPhone: Cài đặt > Camera > Định dạng > Tương thích nhất) rồi thả lại.",
    "Save it as JPEG, PNG or TIFF (iPhone: Settings > Camera > Formats > Most Compatible) and drop it again.",
)
E_MAIL: Final = _refused(
    "VT-SCAN-005",
    "Tệp {name} là thư điện tử.",
    "The file {name} is an e-mail.",
    "Hãy mở thư, lưu các tệp đính kèm và thả từng tệp vào thư mục.",
    "Open the message, save what is attached and drop those files.",
)
TEXT_FILE: Final = _refused(
    "VT-SCAN-006",
    "Tệp {name} là văn bản thô hoặc trang web ({kind}), không phải bản quét.",
    "The file {name} is plain text or a web page ({kind}), not a scan.",
    "Hãy in ra PDF rồi thả tệp PDF vào thư mục.",
    "Print it to PDF and drop the PDF.",
)
UNKNOWN_KIND: Final = _refused(
    "VT-SCAN-007",
    "Không nhận ra tệp {name} là bản quét dạng JPEG, PNG, TIFF hay PDF.",
    "The file {name} is not recognised as a scan (JPEG, PNG, TIFF or PDF).",
)
ONLY_ZEROS: Final = _refused(
    "VT-SCAN-008",
    "Tệp {name} chỉ gồm byte 0: việc sao chép đã bị đứt giữa chừng.",
    "The file {name} holds nothing but zero bytes: it was not copied to the end.",
)
UNREADABLE: Final = _refused(
    "VT-SCAN-009",
    "Không đọc được tệp {name}.",
    "The file {name} cannot be read.",
    "Hãy kiểm tra quyền truy cập tệp và ổ đĩa hoặc thư mục mạng.",
    "Check the file's permissions and the disk or network folder it lies on.",
)
BROKEN_IMAGE: Final = _refused(
    "VT-SCAN-010",
    "Ảnh {name} (trang {page}) bị hỏng hoặc bị cắt cụt.",
    "The image {name} (page {page}) is broken or cut short.",
)
IMAGE_TOO_LARGE: Final = _refused(
    "VT-SCAN-011",
    "Trang {page} của {name} có {width} × {height} điểm ảnh, vượt giới hạn {limit} triệu.",
    "Page {page} of {name} has {width} × {height} pixels, above the limit of {limit} million.",
    "Hãy quét ở 200-300 dpi.",
    "Scan at 200 to 300 dpi.",
)
IMAGE_TOO_SMALL: Final = _refused(
    "VT-SCAN-012",
    "Trang {page} của {name} chỉ có {width} × {height} điểm ảnh: không phải một trang giấy.",
    "Page {page} of {name} has only {width} × {height} pixels: that is no page.",
)
TOO_MANY_PAGES: Final = _refused(
    "VT-SCAN-013",
    "Tệp {name} có hơn {limit} trang.",
    "The file {name} has more than {limit} pages.",
    "Hãy tách thành nhiều tệp, mỗi tệp một văn bản.",
    "Split it, one document a file.",
)
NO_PAGES: Final = _refused("VT-SCAN-014", "Tệp {name} không có trang nào.", "The file {name} has no pages.")
LOCKED_PDF: Final = _refused(
    "VT-SCAN-020",
    "Tệp PDF {name} có mật khẩu.",
    "The PDF {name} is locked with a password.",
    "Hãy gỡ mật khẩu (mở tệp, lưu lại không mật khẩu) rồi thả lại.",
    "Remove the password (open it and save it without one) and drop it again.",
)
BROKEN_PDF: Final = _refused(
    "VT-SCAN-021",
    "Tệp PDF {name} hỏng, không sửa được.",
    "The PDF {name} is damaged beyond repair.",
)
HEAVY_PDF: Final = _refused(
    "VT-SCAN-022",
    "Tệp PDF {name} đòi quá nhiều bộ nhớ hoặc thời gian (trang {page}).",
    "The PDF {name} asks for too much memory or time (page {page}).",
    "Hãy in lại tệp ra PDF hoặc quét lại bản giấy; nếu tệp đến từ nơi lạ thì đừng mở.",
    "Print it to PDF anew or scan the paper; if it came from a stranger, do not open it.",
)
GIANT_PAGE: Final = _refused(
    "VT-SCAN-023",
    "Trang {page} của tệp {name} có khổ {width} × {height} mm, không phải khổ giấy.",
    "Page {page} of the file {name} measures {width} × {height} mm, which is no paper size.",
    "Hãy in lại ra khổ A4 hoặc A3.",
    "Print it anew to A4 or A3.",
)

UNCONVERTIBLE: Final = _refused(
    "VT-SCAN-024",
    "Trang {page} của PDF {name} không chuyển được sang PDF/A mà giữ nguyên nét và phông chữ.",
    "Page {page} of the PDF {name} cannot be made PDF/A with its vectors and fonts.",
    "Hãy xuất lại PDF từ chương trình soạn thảo có nhúng phông chữ, hoặc cho phép vẽ thành ảnh: scan.convert=raster.",
    "Export it anew with its fonts embedded, or allow it to be drawn as an image: scan.convert=raster.",
)

ODD_SIDES: Final = _refused(
    "VT-SCAN-025",
    "Tệp {name} có {pages} trang, số lẻ: mặt trước và mặt sau không khớp nhau.",
    "The file {name} has {pages} pages, an odd number: fronts and backs do not match.",
    "Có tờ bị kéo đôi hoặc bị sót: hãy quét lại đủ cả hai lượt; giấy chỉ in một mặt thì đặt lại scan.sides_incoming.",
    "A sheet was fed twice or not at all: scan both passes again; for paper printed on one side set scan.sides_incoming back.",
)

ONLY_SEPARATORS: Final = _refused(
    "VT-SCAN-026",
    "Tệp {name} chỉ gồm tờ phân cách, không có văn bản nào.",
    "The file {name} holds nothing but separator sheets.",
    "Hãy quét văn bản cùng với tờ phân cách.",
    "Scan the papers along with their separators.",
)

RECORD_UNFIT: Final = declare(
    "VT-PDF-001",
    Exit.OUTPUT_FAILED_CHECK,
    "Bản PDF/A của {name} không qua kiểm tra nên không được lưu.",
    "The PDF/A of {name} failed its own checks and was not kept.",
    "Bản quét vẫn nguyên vẹn. Hãy gửi tệp và mã lỗi này cho người quản trị.",
    "The scan is untouched. Send the file and this code to the administrator.",
)
