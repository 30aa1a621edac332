"""Thirty short documents of our own making, as an office's archive would have them: many share words, none a thought."""

from __future__ import annotations

from datetime import date

from pipeline.archive.search import Entry

UBND = "ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG"
SNV = "SỞ NỘI VỤ"
SXD = "SỞ XÂY DỰNG"
STC = "SỞ TÀI CHÍNH"
BCT = "BỘ CÔNG THƯƠNG"

_ROWS = (
    ("2432/UBND-KSTTHC", "Công văn", UBND, "2020-04-03", "ứng dụng công nghệ thông tin trong giải quyết công việc",
     "Kính gửi: Các sở, ban, ngành. Thực hiện chỉ đạo của Thủ tướng Chính phủ về đẩy mạnh ứng dụng công nghệ thông tin, yêu cầu thủ trưởng sử dụng chữ ký số."),
    ("05/BNV-VP", "Công văn", SNV, "2026-01-05", "bàn giao hồ sơ lưu trữ năm 2025",
     "Đề nghị các phòng chuyên môn rà soát, chỉnh lý hồ sơ đến hạn nộp lưu và bàn giao cho Văn thư trước ngày 31 tháng 01."),
    ("21/2026/TT-BCT", "Thông tư", BCT, "2026-03-18", "quy định về quản lý chợ biên giới",
     "Thông tư này quy định việc quản lý hoạt động mua bán hàng hóa tại chợ biên giới, chợ cửa khẩu và thương nhân tham gia."),
    ("17/NQ-CP", "Nghị quyết", "CHÍNH PHỦ", "2019-03-07", "phát triển Chính phủ điện tử",
     "Một số nhiệm vụ, giải pháp trọng tâm phát triển Chính phủ điện tử giai đoạn 2019 - 2020, định hướng đến 2025."),
    ("320/TB-VPCP", "Thông báo", "VĂN PHÒNG CHÍNH PHỦ", "2019-09-09", "kết luận phiên họp Ủy ban Quốc gia",
     "Thủ tướng Chính phủ kết luận: các bộ, ngành, địa phương khẩn trương hoàn thành kết nối Trục liên thông văn bản quốc gia."),
    ("2391/KH-UBND", "Kế hoạch", "ỦY BAN NHÂN DÂN TỈNH QUẢNG NINH", "2017-04-10", "phòng, chống thiên tai",
     "Xây dựng phương án di dời dân cư vùng sạt lở, chuẩn bị lực lượng tại chỗ, phương tiện tại chỗ, hậu cần tại chỗ."),
    ("112/QĐ-UBND", "Quyết định", UBND, "2026-02-11", "bổ nhiệm Phó Giám đốc Sở Nội vụ",
     "Bổ nhiệm bà Trần Thị Hòa giữ chức vụ Phó Giám đốc Sở Nội vụ, thời hạn giữ chức vụ là 05 năm kể từ ngày ký."),
    ("113/QĐ-UBND", "Quyết định", UBND, "2026-02-12", "thu hồi đất tại phường Đằng Giang",
     "Thu hồi 1.250 mét vuông đất ở của hộ ông Đặng Văn Đạo để thực hiện dự án mở rộng tuyến đường vành đai hai."),
    ("45/TTr-SXD", "Tờ trình", SXD, "2026-02-20", "phê duyệt quy hoạch chi tiết khu đô thị mới",
     "Sở Xây dựng trình Ủy ban nhân dân thành phố xem xét, phê duyệt đồ án quy hoạch chi tiết tỷ lệ 1/500 khu đô thị mới."),
    ("46/BC-SXD", "Báo cáo", SXD, "2026-03-02", "tình hình cấp giấy phép xây dựng quý I",
     "Trong quý I năm 2026, Sở đã cấp 214 giấy phép xây dựng, tăng mười hai phần trăm so với cùng kỳ năm trước."),
    ("88/STC-NS", "Công văn", STC, "2026-03-09", "hướng dẫn quyết toán ngân sách",
     "Sở Tài chính hướng dẫn các đơn vị dự toán lập báo cáo quyết toán ngân sách năm 2025 theo biểu mẫu đính kèm."),
    ("89/STC-GCS", "Công văn", STC, "2026-03-10", "thẩm định giá tài sản công",
     "Đề nghị cung cấp hồ sơ xe ô tô biển số công để Hội đồng thẩm định giá tài sản làm việc vào thứ sáu tuần tới."),
    ("07/GM-SNV", "Giấy mời", SNV, "2026-01-15", "họp triển khai công tác cải cách hành chính",
     "Trân trọng kính mời đồng chí đến dự hội nghị triển khai nhiệm vụ cải cách hành chính tại hội trường tầng ba."),
    ("08/GM-SNV", "Giấy mời", SNV, "2026-01-22", "gặp mặt cán bộ hưu trí",
     "Kính mời các bác cán bộ hưu trí về dự buổi gặp mặt đầu xuân, liên hoan văn nghệ và tặng quà tết cổ truyền."),
    ("150/TB-SNV", "Thông báo", SNV, "2026-04-01", "tuyển dụng viên chức sự nghiệp giáo dục",
     "Chỉ tiêu tuyển dụng: giáo viên tiểu học ba mươi hai người, giáo viên mầm non mười tám người, nhân viên y tế bốn người."),
    ("151/TB-SNV", "Thông báo", SNV, "2026-04-02", "nghỉ lễ Giỗ Tổ Hùng Vương",
     "Cán bộ, công chức, viên chức được nghỉ lễ Giỗ Tổ Hùng Vương và treo cờ Tổ quốc tại công sở, nhà ở."),
    ("60/HD-SNV", "Hướng dẫn", SNV, "2026-04-15", "lập danh mục hồ sơ",
     "Mỗi phòng chuyên môn lập danh mục hồ sơ của năm trước ngày 31 tháng 12, ghi thời hạn bảo quản cho từng hồ sơ."),
    ("61/HD-SNV", "Hướng dẫn", SNV, "2026-04-16", "tiêu hủy tài liệu hết giá trị",
     "Hội đồng xác định giá trị tài liệu họp, lập biên bản; việc tiêu hủy tài liệu phải được giám sát và lập hồ sơ riêng."),
    ("12/CT-UBND", "Chỉ thị", UBND, "2026-05-05", "tăng cường phòng cháy, chữa cháy",
     "Tổng kiểm tra chung cư cao tầng, nhà trọ nhiều phòng, xử lý nghiêm cơ sở vi phạm quy định phòng cháy, chữa cháy rừng."),
    ("13/CT-UBND", "Chỉ thị", UBND, "2026-05-20", "kỳ thi tốt nghiệp trung học phổ thông",
     "Bảo đảm an ninh, an toàn, điện, nước và giao thông cho thí sinh trong những ngày thi tốt nghiệp trung học phổ thông."),
    ("200/UBND-VX", "Công văn", UBND, "2026-06-01", "phòng, chống dịch sốt xuất huyết",
     "Giao Sở Y tế chủ trì phun hóa chất diệt muỗi, vận động nhân dân lật úp dụng cụ chứa nước, ngủ màn cả ban ngày."),
    ("201/UBND-NN", "Công văn", UBND, "2026-06-03", "phòng, chống dịch tả lợn Châu Phi",
     "Tiêu hủy lợn bệnh đúng quy trình, rắc vôi bột, lập chốt kiểm soát vận chuyển gia súc ra vào vùng dịch."),
    ("33/BB-HĐ", "Biên bản", STC, "2026-06-10", "họp Hội đồng đấu giá",
     "Hội đồng thống nhất giá khởi điểm của lô tài sản thanh lý gồm mười bộ máy tính và hai máy photocopy cũ."),
    ("34/HĐ-VP", "Hợp đồng", "VĂN PHÒNG", "2026-06-11", "thuê đường truyền số liệu chuyên dùng",
     "Bên A thuê của bên B đường truyền số liệu chuyên dùng cấp II, băng thông một trăm megabit trên giây, trong mười hai tháng."),
    ("77/UBND-VP", "Công văn", "ỦY BAN NHÂN DÂN QUẬN HỒNG BÀNG", "2019-11-25", "góp ý dự thảo quy chế văn thư",
     "Ủy ban nhân dân quận cơ bản nhất trí với dự thảo quy chế công tác văn thư, đề nghị bổ sung mẫu dấu ĐẾN tại phụ lục."),
    ("78/UBND-VP", "Công văn", "ỦY BAN NHÂN DÂN QUẬN HỒNG BÀNG", "2019-11-26", "thực hiện kiến nghị của cử tri",
     "Về kiến nghị của cử tri phường Hoàng Văn Thụ: đoạn vỉa hè hư hỏng sẽ được lát lại bằng gạch trong quý tới."),
    ("09/QC-SNV", "Quy chế", SNV, "2026-07-01", "làm việc của Ban Giám đốc",
     "Giám đốc phụ trách chung; các Phó Giám đốc chịu trách nhiệm trước Giám đốc về lĩnh vực được phân công phụ trách."),
    ("10/CTr-SNV", "Chương trình", SNV, "2026-07-02", "công tác sáu tháng cuối năm",
     "Hoàn thành số hóa hai vạn trang hồ sơ chính quyền, tích hợp kho lưu trữ số với hệ thống quản lý văn bản."),
    ("501/SGTVT-QLVT", "Công văn", "SỞ GIAO THÔNG VẬN TẢI", "2025-12-20", "tổ chức giao thông dịp tết",
     "Cấm xe tải nặng qua cầu Bính từ sáu giờ đến hai mươi hai giờ, phân luồng xe khách qua đường tránh phía bắc."),
    ("502/SGTVT-ATGT", "Công văn", "SỞ GIAO THÔNG VẬN TẢI", "2025-12-21", "xử lý điểm đen tai nạn",
     "Lắp đèn tín hiệu, sơn gờ giảm tốc và cắm biển cảnh báo tại nút giao quốc lộ năm với đường tỉnh ba trăm năm mươi lăm."),
)  # fmt: skip


def entries() -> list[Entry]:
    """Each with a first page like a letter's head and a second page of words all of them share."""
    return [
        Entry(
            id=f"paper{n:02}",
            version=2,
            direction="outgoing" if issuer in (UBND, SNV) else "incoming",
            code=code,
            type_name=type_name,
            subject=subject,
            issuer=issuer,
            issued_date=date.fromisoformat(issued),
            pages=(
                f"{issuer}\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nSố: {code}\n"
                f"{type_name} {subject}\n{body}",
                "Nơi nhận:\n- Như trên;\n- Chủ tịch, các Phó Chủ tịch;\n- Lưu: VT.\n"
                "Đề nghị các cơ quan, đơn vị nghiêm túc triển khai thực hiện; báo cáo kết quả theo quy định.",
            ),
        )
        for n, (code, type_name, issuer, issued, subject, body) in enumerate(_ROWS)
    ]


def bodies() -> list[tuple[str, str]]:
    """(id, the sentence only this document has)."""
    return [(f"paper{n:02}", row[5]) for n, row in enumerate(_ROWS)]
