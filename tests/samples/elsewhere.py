"""Other offices, persons and sentences than readers are tuned on, for measuring; all of our own making."""

# ruff: noqa: E501  (one sentence a line is easier to read than sentences in pieces)
from __future__ import annotations

from tests.samples.offices import Directory
from tests.samples.wording import Bank

OFFICES = Directory(
    provinces=(
        "tỉnh Tuyên Quang", "tỉnh Lào Cai", "tỉnh Hưng Yên", "tỉnh Ninh Bình", "tỉnh Thanh Hóa", "tỉnh Hà Tĩnh",
        "tỉnh Quảng Ngãi", "tỉnh Đồng Nai", "tỉnh Tây Ninh", "tỉnh Vĩnh Long", "tỉnh An Giang", "tỉnh Sơn La",
        "tỉnh Điện Biên", "tỉnh Lai Châu", "tỉnh Cao Bằng", "Thành phố Hồ Chí Minh",
    ),
    wards=(
        "phường Vũng Tàu", "xã Mường Ảng", "phường Phú Lợi", "xã Ea Súp", "phường Bồ Đề", "xã Trà Bồng", "phường Kỳ Bá",
        "xã Thạnh Hóa", "phường An Khê", "xã Yên Mỹ", "phường Rạch Dừa", "xã Quản Bạ",
    ),
    ministries=(
        ("Bộ Tư pháp", "BTP", ("VP", "HTQTCT", "PLDSKT")),
        ("Bộ Văn hóa, Thể thao và Du lịch", "BVHTTDL", ("DSVH", "VP", "TCCB")),
        ("Bộ Dân tộc và Tôn giáo", "BDTTG", ("CSDT", "VP")),
        ("Thanh tra Chính phủ", "TTCP", ("VP", "C.IV")),
        ("Ngân hàng Nhà nước Việt Nam", "NHNN", ("TT", "VP", "TD")),
    ),
    departments=(
        ("Sở Công Thương", "SCT", ("QLTM", "VP", "KTAT")),
        ("Sở Khoa học và Công nghệ", "SKHCN", ("QLCN", "VP", "CĐS")),
        ("Sở Du lịch", "SDL", ("QLLH", "VP")),
        ("Sở Ngoại vụ", "SNgV", ("HTQT", "VP")),
        ("Ban Quản lý các khu công nghiệp", "BQLKCN", ("QLĐT", "VP")),
        ("Sở Dân tộc và Tôn giáo", "SDTTG", ("CSDT", "VP")),
    ),
    bureaus=(
        ("Bộ Nông nghiệp và Môi trường", "Cục Trồng trọt và Bảo vệ thực vật", "TTBVTV", ("ATTP", "VP")),
        ("Bộ Công Thương", "Cục Xuất nhập khẩu", "XNK", ("CN", "VP")),
        ("Bộ Tài chính", "Cục Thuế", "CT", ("NVT", "CS", "VP")),
        ("Bộ Y tế", "Cục Quản lý Khám, chữa bệnh", "KCB", ("NV", "PHCN", "VP")),
    ),
    schools=(
        ("Trường Trung học phổ thông Trần Hưng Đạo", "THPTTHĐ"),
        ("Trường Mầm non Hoa Sen", "MNHS"),
        ("Trường Trung học cơ sở Phan Đình Phùng", "THCSPĐP"),
        ("Trường Tiểu học Võ Thị Sáu", "THVTS"),
    ),
    hospitals=(("Bệnh viện Phụ sản - Nhi", "BVPSN"), ("Trung tâm Kiểm soát bệnh tật", "KSBT")),
    surnames=("Nguyễn", "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Lương", "Cao", "Hà",
              "Chu", "Phùng", "Thái", "Triệu", "Lưu", "Kiều", "Nông", "Lò"),
    middles=("Văn", "Thị", "Đình", "Duy", "Thị Hồng", "Tuấn", "Anh", "Bảo", "Thế", "Phương", "Thị Ngọc", "Viết", "Sỹ", "Khắc",
             "Thị Kim", "Nhật", "Quang", ""),
    given=("Toàn", "Trung", "Hiền", "Nga", "Oanh", "Phong", "Thịnh", "Trâm", "Vinh", "Quyên", "Khoa", "Lộc", "Hậu", "Đông",
           "Hiếu", "Thoa", "Nhung", "Mạnh", "Cẩm Tú", "Bích Ngọc", "Duyên", "Lượng", "Chính", "Huế", "Ngân"),
)  # fmt: skip

WORDS = Bank(
    topics=(
        ("kiểm kê rừng và cập nhật diễn biến rừng năm {year}", "công tác lâm nghiệp"),
        ("quản lý, sử dụng phần mềm kế toán hành chính sự nghiệp", "công tác kế toán"),
        ("tổ chức Ngày hội Đại đoàn kết toàn dân tộc", "công tác dân vận"),
        ("phát triển du lịch cộng đồng gắn với làng nghề", "công tác phát triển du lịch"),
        ("xử lý ô nhiễm tại bãi chôn lấp chất thải sinh hoạt", "công tác quản lý chất thải"),
        ("rà soát quỹ đất công ích và đất xen kẹt", "công tác quản lý đất đai"),
        ("đấu giá quyền khai thác khoáng sản làm vật liệu xây dựng thông thường", "công tác quản lý khoáng sản"),
        ("sắp xếp lại mạng lưới trường, lớp học năm học {year}-{later}", "công tác giáo dục"),
        ("phân luồng giao thông phục vụ thi công nút giao", "công tác bảo đảm trật tự an toàn giao thông"),
        ("cử cán bộ tham gia diễn tập khu vực phòng thủ", "công tác quốc phòng"),
        ("điều chỉnh mức thu dịch vụ khám bệnh, chữa bệnh", "công tác khám, chữa bệnh"),
        ("thu hồi tạm ứng và tất toán tài khoản dự án", "công tác tài chính dự án"),
        ("tiếp nhận, phân bổ gạo dự trữ quốc gia cứu đói giáp hạt", "công tác cứu trợ xã hội"),
        ("xây dựng bảng giá đất áp dụng từ ngày 01 tháng 01 năm {later}", "công tác định giá đất"),
    ),
    openings=(
        "Theo báo cáo của các đơn vị, tính đến ngày {date}, việc {topic} mới đạt {pct}% kế hoạch. {office} đề nghị thực hiện các nội dung sau:",
        "Tiếp theo Văn bản số {ref}/{above}-KT ngày {date}, {office} hướng dẫn một số điểm về {topic} như sau:",
        "Nhằm tổ chức tốt {field} trong những tháng cuối năm, {office} giao các phòng, đơn vị:",
    ),
    clauses=(
        "Hạt Kiểm lâm phối hợp với chủ rừng đối chiếu bản đồ hiện trạng, khoanh vẽ {n} lô rừng tự nhiên và {small} lô rừng trồng chưa thành rừng; sai số cho phép không quá {small}%.",
        "Phương tiện có tải trọng từ 8 tấn trở lên không được lưu thông vào các khung giờ từ 6 giờ đến 8 giờ và từ 16 giờ 30 phút đến 18 giờ 30 phút.",
        "Mẫu nước thải lấy tại cống xả số {small} có hàm lượng COD vượt quy chuẩn 1,{small} lần; yêu cầu cơ sở dừng xả trước ngày {deadline}.",
        "Học sinh bán trú được hỗ trợ tiền ăn bằng 40% mức lương cơ sở và 15 kg gạo mỗi tháng, thời gian hưởng không quá 9 tháng trong một năm học.",
        "Bên trúng đấu giá nộp số tiền còn lại {money} đồng ({words} đồng) vào tài khoản số 7111.{phone} trong vòng 30 ngày, quá hạn thì mất khoản đặt trước.",
        "Bà {person2}, Trưởng Ban Thanh tra nhân dân, kiến nghị làm rõ khoản chi tiếp khách tại phiếu chi số {ref} và đề nghị ông {person} giải trình bằng văn bản.",
        "Đàn gia súc, gia cầm trong bán kính {small} km quanh ổ dịch phải được tiêm phòng bao vây; tiêu hủy bắt buộc {big} con, chôn lấp theo đúng QCVN 01-41.",
        "Sổ kế toán khóa ngày 31 tháng 12; số dư chuyển sang năm {later} được đối chiếu với Kho bạc theo mẫu số 01a-SDKP/ĐVDT, có xác nhận của hai bên.",
        "Khách lưu trú từ đủ 18 tuổi trở lên xuất trình căn cước hoặc hộ chiếu; cơ sở homestay niêm yết giá phòng bằng đồng Việt Nam và khai báo trước 23 giờ hằng ngày.",
        "Đoạn tuyến Km{small}+350 đến Km{n}+120 phải hoàn trả mặt đường nguyên trạng, lu lèn đạt độ chặt K ≥ 0,98; rào chắn, biển báo W.227 đặt cách 50 m.",
        "Các thửa đất số {n}, {ref} thuộc tờ bản đồ số {small} còn tranh chấp ranh giới; giao Chi nhánh Văn phòng Đăng ký đất đai trích đo, lập hồ sơ gửi {office}.",
        "Thuốc thuộc danh mục biệt dược gốc chỉ mua khi tồn kho dưới mức tối thiểu; khoa Dược trình Hội đồng Thuốc và Điều trị xét duyệt hai tuần một lần.",
        "Lực lượng diễn tập gồm {n} đồng chí, mang theo trang bị, lương khô và tư trang cá nhân; tập trung tại thao trường lúc 5 giờ ngày {deadline}.",
        "Nghệ nhân, thợ giỏi truyền nghề được hỗ trợ thù lao 200.000 đồng/buổi; lớp học dệt thổ cẩm, đan lát, rèn đúc mở từ {small} đến 15 học viên.",
        "Giấy xác nhận khuyết tật, sổ hộ nghèo và đơn đề nghị (mẫu số 1đ) nộp tại bộ phận một cửa; quá 07 ngày làm việc phải có phiếu xin lỗi.",
        "Thí điểm thu gom pin thải, bóng đèn huỳnh quang và vỏ bao bì thuốc bảo vệ thực vật tại {small} thôn, bản; kinh phí khoán 3.500 đồng/kg.",
    ),
    results=(
        "Sản lượng khai thác thủy sản ước đạt {big} tấn, bằng {pct}% cùng kỳ; giá tôm thẻ chân trắng tăng {small}.000 đồng/kg so với tháng trước.",
        "Toàn huyện có {n} hộ được cấp sổ vay vốn, dư nợ {money} đồng; nợ quá hạn chiếm 0,{small}%, chủ yếu ở các hộ chăn nuôi lợn.",
        "Tòa nhà làm việc bị thấm dột ở tầng mái, hệ thống chữa cháy vách tường mất áp; đã lập dự toán sửa chữa gửi cơ quan chuyên môn thẩm tra.",
        "Đội tuyển học sinh giỏi đạt {small} giải, gồm 01 giải Nhì môn Ngữ văn, 02 giải Ba môn Sinh học; xếp thứ {small} toàn đoàn.",
        "Kết quả quan trắc cho thấy độ mặn 4 g/l xâm nhập sâu {n} km; người dân cần tích trữ nước ngọt, gieo sạ sớm hơn lịch thời vụ 10 ngày.",
    ),
    articles=(
        "Hỗ trợ bà {person2}, chủ hộ bị sập nhà do lốc xoáy, số tiền {money} đồng từ nguồn dự phòng ngân sách năm {year}.",
        "Công nhận {small} sản phẩm đạt chứng nhận OCOP 4 sao; giấy chứng nhận có giá trị 36 tháng kể từ ngày ký.",
        "Ông {person} có trách nhiệm bàn giao hồ sơ, con dấu và tài sản được giao quản lý trước ngày {deadline}.",
        "Điều chỉnh tên gọi tại khoản 1 Điều 2 Quyết định số {ref}/QĐ-{above} ngày {date} cho phù hợp với {field}.",
    ),
    closings=(
        "Quá thời hạn nêu trên mà không có ý kiến thì coi như thống nhất./.",
        "{office} thông tin để quý cơ quan biết, phối hợp giải quyết./.",
    ),
    copies=(
        "Thường trực Tỉnh ủy (để báo cáo)", "Chi nhánh Văn phòng Đăng ký đất đai", "Kho bạc Nhà nước khu vực XIV", "Trạm Khuyến nông",
        "Lãnh đạo {name}", "Hạt Kiểm lâm liên huyện", "Đài Truyền thanh cơ sở", "Hội Cựu chiến binh", "Các chủ đầu tư",
        "Phòng Kinh tế, Hạ tầng và Đô thị", "Ban Chỉ huy Quân sự", "Bảo hiểm xã hội cơ sở",
    ),
)  # fmt: skip
WORLD = OFFICES, WORDS
