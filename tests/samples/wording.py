"""What is said: subjects, clauses and bases in the language of offices, with place holders; all of our own making."""

# ruff: noqa: E501  (one sentence a line is easier to read than sentences in pieces)
from __future__ import annotations

from dataclasses import dataclass

# (what a document is about, the field of work it belongs to)
TOPICS = (
    ("tăng cường quản lý văn bản điện tử và hồ sơ công việc", "công tác văn thư, lưu trữ"),
    ("số hóa tài liệu lưu trữ giai đoạn {year}-{later}", "công tác lưu trữ"),
    ("rà soát, đơn giản hóa thủ tục hành chính", "công tác cải cách thủ tục hành chính"),
    ("phòng, chống dịch bệnh mùa đông xuân {year}-{later}", "công tác y tế dự phòng"),
    ("bảo đảm an toàn thông tin mạng trong dịp nghỉ lễ", "công tác an toàn thông tin"),
    ("kiểm tra công tác phòng cháy, chữa cháy và cứu nạn, cứu hộ", "công tác phòng cháy, chữa cháy"),
    ("ứng phó với bão số {small} và mưa lũ sau bão", "công tác phòng, chống thiên tai"),
    ("tổ chức kỳ thi tuyển dụng viên chức năm {year}", "công tác tổ chức cán bộ"),
    ("quyết toán ngân sách nhà nước năm {year}", "công tác tài chính, ngân sách"),
    ("đẩy nhanh tiến độ giải ngân vốn đầu tư công", "công tác quản lý đầu tư công"),
    ("triển khai chữ ký số chuyên dùng công vụ", "công tác ứng dụng công nghệ thông tin"),
    ("thống kê số lượng, chất lượng cán bộ, công chức, viên chức", "công tác cán bộ"),
    ("tuyển sinh vào lớp 10 trung học phổ thông năm học {year}-{later}", "công tác tuyển sinh"),
    ("quản lý trật tự xây dựng trên địa bàn", "công tác quản lý quy hoạch, xây dựng"),
    ("giải quyết đơn khiếu nại, tố cáo của công dân", "công tác tiếp công dân"),
    ("nâng cao chỉ số hài lòng của người dân, tổ chức", "công tác cải cách hành chính"),
    ("thực hiện chế độ báo cáo thống kê ngành", "công tác thống kê"),
    ("trồng cây đời đời nhớ ơn Bác Hồ Xuân {later}", "công tác bảo vệ môi trường"),
    ("mua sắm, sửa chữa tài sản công", "công tác quản lý tài sản công"),
    ("bồi dưỡng nghiệp vụ cho công chức cấp xã", "công tác đào tạo, bồi dưỡng"),
    ("bảo tồn, phát huy giá trị di tích lịch sử - văn hóa", "công tác bảo tồn di sản"),
    ("cấp giấy chứng nhận quyền sử dụng đất cho hộ gia đình, cá nhân", "công tác quản lý đất đai"),
    ("kết nối, liên thông văn bản với Trục liên thông văn bản quốc gia", "công tác chuyển đổi số"),
    ("xử lý sạt lở bờ sông, kênh, rạch mùa mưa lũ năm {year}", "công tác thủy lợi"),
    ("thẩm định quy hoạch phân khu tỷ lệ 1/2000 khu đô thị phía Đông", "công tác quy hoạch đô thị"),
    ("lấy ý kiến góp ý dự thảo Quy chế làm việc", "công tác văn phòng"),
    ("khen thưởng tập thể, cá nhân có thành tích xuất sắc năm {year}", "công tác thi đua, khen thưởng"),
    ("hỗ trợ doanh nghiệp nhỏ và vừa chuyển đổi số", "công tác phát triển kinh tế số"),
    ("bàn giao hồ sơ, tài liệu khi sắp xếp đơn vị hành chính", "công tác lưu trữ"),
    ("chăm lo Tết cho người có công và hộ nghèo", "công tác an sinh xã hội"),
)

OPENINGS = (
    "Thực hiện Kế hoạch số {ref}/KH-{above} ngày {date} của {superior} về {topic}, {office} đề nghị các cơ quan, đơn vị triển khai một số nội dung sau:",
    "Ngày {date}, {superior} ban hành Văn bản số {ref}/{above}-TH về {topic}. Để bảo đảm tiến độ, {office} yêu cầu các đơn vị thực hiện các nhiệm vụ cụ thể như sau:",
    "Căn cứ ý kiến chỉ đạo của {superior} tại Thông báo số {ref}/TB-VP ngày {date}, {office} có ý kiến như sau:",
    "Trong thời gian qua, {field} trên địa bàn đã đạt được nhiều kết quả tích cực, tuy nhiên vẫn còn một số tồn tại, hạn chế cần sớm khắc phục. {office} đề nghị thủ trưởng các đơn vị quan tâm chỉ đạo:",
    "{office} nhận được Công văn số {ref}/SNV-VP ngày {date} về việc {topic}. Sau khi xem xét, {office} trả lời như sau:",
)

CLAUSES = (
    "Quán triệt đến toàn thể cán bộ, công chức, viên chức và người lao động các quy định của pháp luật về {field}; gắn trách nhiệm của người đứng đầu với kết quả thực hiện nhiệm vụ được giao.",
    "Rà soát, thống kê và lập danh mục hồ sơ, tài liệu hiện có; hoàn thành việc chỉnh lý, số hóa ít nhất {pct}% khối lượng tài liệu trước ngày {deadline}.",
    "Phân công lãnh đạo phụ trách và công chức đầu mối; gửi danh sách về {office} qua địa chỉ thư điện tử công vụ trước 16 giờ 30 phút ngày {deadline}.",
    "Bố trí kinh phí trong dự toán chi thường xuyên được giao hằng năm, bảo đảm tiết kiệm, hiệu quả, không để xảy ra lãng phí, thất thoát.",
    "Chủ động phối hợp với các cơ quan liên quan tổ chức kiểm tra, giám sát; kịp thời phát hiện, chấn chỉnh và xử lý nghiêm các trường hợp vi phạm theo thẩm quyền.",
    "Đẩy mạnh công tác thông tin, tuyên truyền trên cổng thông tin điện tử, hệ thống truyền thanh cơ sở và các nền tảng mạng xã hội để người dân biết, tham gia và giám sát.",
    "Định kỳ ngày {small} hằng tháng tổng hợp kết quả, khó khăn, vướng mắc và đề xuất giải pháp, báo cáo {office} để xem xét, chỉ đạo.",
    "Tiếp tục duy trì tỷ lệ văn bản điện tử được ký số và gửi, nhận qua Trục liên thông đạt từ {pct}% trở lên; khắc phục tình trạng phát hành song song bản giấy đối với văn bản không thuộc danh mục quy định.",
    "Ứng dụng công nghệ thông tin trong giải quyết công việc; bảo đảm 100% hồ sơ thủ tục hành chính được tiếp nhận, xử lý đúng hạn trên hệ thống một cửa điện tử.",
    "Giao Văn phòng chủ trì, phối hợp với Phòng Kế hoạch - Tài chính theo dõi, đôn đốc việc thực hiện; tham mưu khen thưởng tập thể, cá nhân có thành tích xuất sắc.",
    "Đối với các nội dung vượt thẩm quyền, các đơn vị có văn bản gửi {office} (qua Phòng Tổ chức - Hành chính) để được hướng dẫn, giải quyết.",
    "Khẩn trương khắc phục các tồn tại đã được chỉ ra tại Kết luận số {ref}/KL-TTr ngày {date}; kiểm điểm trách nhiệm tập thể, cá nhân có liên quan và gửi kết quả trước ngày {deadline}.",
    "Bảo đảm chế độ trực 24/24 giờ; chuẩn bị đầy đủ lực lượng, phương tiện, vật tư dự phòng theo phương châm “bốn tại chỗ” để sẵn sàng ứng phó khi có tình huống xảy ra.",
    "Thực hiện nghiêm Quy chế bảo vệ bí mật nhà nước và các quy định về an toàn thông tin; không soạn thảo, lưu giữ tài liệu mật trên thiết bị có kết nối Internet.",
    "Niêm yết công khai danh mục, mức thu phí, lệ phí và thời hạn giải quyết tại trụ sở; công bố số điện thoại đường dây nóng 0{phone} để tiếp nhận phản ánh, kiến nghị.",
    "Hướng dẫn người dân, doanh nghiệp sử dụng dịch vụ công trực tuyến; phấn đấu tỷ lệ hồ sơ nộp trực tuyến đạt tối thiểu {pct}% tổng số hồ sơ phát sinh trong kỳ.",
    "Tổ chức tập huấn nghiệp vụ cho khoảng {n} lượt cán bộ, công chức; nội dung tập trung vào kỹ năng soạn thảo, ký số, lập hồ sơ điện tử và giao nộp vào lưu trữ hiện hành.",
    "Kinh phí thực hiện: {money} đồng (bằng chữ: {words} đồng), trích từ nguồn chi sự nghiệp năm {year} và các nguồn huy động hợp pháp khác.",
    "Các quy định trước đây trái với nội dung văn bản này đều được bãi bỏ; trường hợp văn bản viện dẫn được sửa đổi, thay thế thì áp dụng theo văn bản mới.",
    "Kết thúc đợt cao điểm, các đơn vị tự đánh giá theo thang điểm 100, trong đó điểm kiểm tra thực tế chiếm 60 điểm, điểm báo cáo chiếm 25 điểm và điểm sáng kiến chiếm 15 điểm.",
    "Mỗi xã, phường lựa chọn từ 02 đến 03 mô hình điểm để xây dựng, nhân rộng; ưu tiên vùng sâu, vùng xa, vùng đồng bào dân tộc thiểu số.",
    "Nghiêm cấm việc lợi dụng danh nghĩa cơ quan nhà nước để ép buộc, vận động đóng góp trái quy định dưới mọi hình thức.",
    "Gửi báo cáo (bản giấy và tệp mềm định dạng .docx, .xlsx) về địa chỉ vanthu{small}@donvi.gov.vn; điện thoại liên hệ: 0{phone}, gặp ông {person}.",
    "Truy cập Cổng Dịch vụ công quốc gia tại địa chỉ https://dichvucong.gov.vn, chọn mục “Tra cứu hồ sơ” để theo dõi tình trạng xử lý của {n} hồ sơ còn lại.",
    "Diện tích đất thu hồi là {big} m²; chiều dài tuyến đường 2,{small} km, mặt cắt ngang 7,5 m; tổng mức đầu tư khoảng {money} đồng.",
    "Việc xếp loại thực hiện theo khoản 2 Điều 14, điểm b khoản 3 Điều 27 và Phụ lục VI ban hành kèm theo Thông tư số {small}/2025/TT-BNV ngày {date}.",
    "Ông {person} (sinh ngày {born}, CCCD số 0310{phone}) và bà {person2} được cử tham gia lớp bồi dưỡng ngạch chuyên viên chính, hệ không tập trung.",
    "Vắc xin phải được bảo quản ở nhiệt độ từ 2°C đến 8°C; tỷ lệ tiêm chủng đầy đủ cho trẻ dưới 1 tuổi đạt trên {pct},{small}% vào cuối quý IV năm {year}.",
    "Hộ nghèo, hộ cận nghèo, người khuyết tật nặng và trẻ em mồ côi được hỗ trợ 500.000 đồng/suất, kèm theo 10 kg gạo và nhu yếu phẩm trị giá 300.000 đồng.",
    "Thuỷ lợi nội đồng, kênh mương và trạm bơm phải được nạo vét, duy tu trước mùa mưa; huy động dân quân, thanh niên, phụ nữ cùng tham gia “Ngày thứ Bảy tình nguyện”.",
    "Rượu, thuốc lá, xăng dầu, pháo nổ và hàng giả nhãn hiệu là những mặt hàng trọng điểm cần kiểm soát; lập biên bản, tịch thu {n} sản phẩm không rõ nguồn gốc.",
    "Trường hợp nghỉ hưu trước tuổi, nghỉ thôi việc ngay do sắp xếp tổ chức bộ máy thì áp dụng chính sách tại Nghị định số 178/2024/NĐ-CP ngày 31 tháng 12 năm 2024 của Chính phủ.",
    "Kỹ thuật viên khảo sát hiện trạng mạng LAN, máy chủ, thiết bị lưu trữ (NAS, SAN), phần mềm diệt virus; đề xuất cấp độ an toàn hệ thống thông tin theo Nghị định số 85/2016/NĐ-CP.",
    "Giải Nhất: 01 giải, trị giá 5.000.000 đồng; giải Nhì: 02 giải; giải Ba: 03 giải; giải Khuyến khích: 05 giải; mỗi tập thể đạt giải được tặng Giấy khen và tiền thưởng.",
    "Người nộp hồ sơ ghi rõ họ tên, nghề nghiệp, nơi thường trú; nộp bản sao có chứng thực Giấy khai sinh, Phiếu lý lịch tư pháp số 2 và 02 ảnh cỡ 4 x 6 cm.",
    "Xe ô tô công chỉ được sử dụng đúng mục đích, đúng tiêu chuẩn, định mức; nghiêm cấm bố trí xe đưa đón từ nơi ở đến nơi làm việc đối với chức danh không có tiêu chuẩn.",
    "Trẻ em từ đủ 06 tuổi đến dưới 16 tuổi phải được học bơi, học kỹ năng phòng, tránh đuối nước; khảo sát {n} ao, hồ, giếng khơi và cắm biển “Khu vực nước sâu, nguy hiểm”.",
    "Quỹ “Vì người nghèo” tiếp nhận ủng hộ qua tài khoản số 3761.0.{phone}.91049 mở tại Kho bạc Nhà nước; mọi khoản thu, chi đều được công khai hằng quý.",
)

RESULTS = (
    "Trong năm {year}, toàn đơn vị đã tiếp nhận {big} văn bản đến và phát hành {n} văn bản đi, trong đó {pct}% được ký số và gửi qua Trục liên thông, tăng {small}% so với cùng kỳ năm trước.",
    "Đã tổ chức {small} cuộc kiểm tra tại {n} đơn vị; qua kiểm tra phát hiện, chấn chỉnh {small} trường hợp chưa thực hiện đúng quy định về thể thức và kỹ thuật trình bày.",
    "Công tác tuyên truyền được triển khai sâu rộng với {n} tin, bài, phóng sự; cấp phát {big} tờ gấp, áp phích đến các khu dân cư, trường học và cơ sở sản xuất, kinh doanh.",
    "Tổng số hồ sơ đã giải quyết là {big} hồ sơ, trong đó trước hạn và đúng hạn đạt {pct}%; số hồ sơ quá hạn giảm còn {small} hồ sơ, chủ yếu thuộc lĩnh vực đất đai.",
    "Tuy nhiên, việc lập hồ sơ công việc tại một số phòng chuyên môn còn chậm; trang thiết bị xuống cấp, đường truyền không ổn định nên ảnh hưởng đến tiến độ chung.",
    "Nguyên nhân chủ yếu là do khối lượng công việc lớn, biên chế còn thiếu so với vị trí việc làm được phê duyệt, sự phối hợp giữa các đơn vị có lúc chưa chặt chẽ.",
    "Trong thời gian tới, tập trung hoàn thành các chỉ tiêu còn lại; phấn đấu đến ngày {deadline} có {pct}% số đơn vị đạt chuẩn theo bộ tiêu chí đã ban hành.",
)

BASES = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
    "Căn cứ Luật Lưu trữ ngày 21 tháng 6 năm 2024;",
    "Căn cứ Luật Giao dịch điện tử ngày 22 tháng 6 năm 2023;",
    "Căn cứ Luật Ngân sách nhà nước ngày 25 tháng 6 năm 2025;",
    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;",
    "Căn cứ Nghị định số 113/2025/NĐ-CP ngày 03 tháng 6 năm 2025 của Chính phủ quy định chi tiết một số điều của Luật Lưu trữ;",
    "Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018 của Chính phủ về thực hiện cơ chế một cửa, một cửa liên thông trong giải quyết thủ tục hành chính;",
    "Căn cứ Quyết định số 28/2018/QĐ-TTg ngày 12 tháng 7 năm 2018 của Thủ tướng Chính phủ về việc gửi, nhận văn bản điện tử giữa các cơ quan trong hệ thống hành chính nhà nước;",
    "Căn cứ Quyết định số {ref}/QĐ-{above} ngày {date} của {superior} quy định chức năng, nhiệm vụ, quyền hạn và cơ cấu tổ chức của {office};",
)

ARTICLES = (
    "Phê duyệt kèm theo Quyết định này danh mục nhiệm vụ {topic}, gồm {small} nhóm nhiệm vụ chủ yếu.",
    "Thành lập Tổ công tác {topic} do ông {person}, {chief} làm Tổ trưởng; bà {person2}, Chánh Văn phòng làm Tổ phó Thường trực.",
    "Giao Văn phòng chủ trì, phối hợp với các đơn vị liên quan tổ chức thực hiện, theo dõi, đôn đốc và báo cáo kết quả trước ngày {deadline}.",
    "Tổ công tác làm việc theo chế độ kiêm nhiệm, tự giải thể sau khi hoàn thành nhiệm vụ; được sử dụng con dấu của {office} trong thời gian hoạt động.",
    "Kinh phí thực hiện là {money} đồng, cân đối trong dự toán ngân sách năm {year} đã được cấp có thẩm quyền giao.",
    "Bổ nhiệm ông {person}, sinh ngày {born}, chuyên viên chính, giữ chức vụ Trưởng phòng Hành chính - Tổng hợp, thời hạn 05 năm, hưởng hệ số phụ cấp chức vụ 0,{pct}.",
)

WHO_CARRIES_OUT = "Chánh Văn phòng, Thủ trưởng các đơn vị trực thuộc và các cá nhân có liên quan chịu trách nhiệm thi hành Quyết định này./."
MEETING = "Ngày {date}, tại trụ sở cơ quan, {chief} {office} đã chủ trì cuộc họp về {topic}. Sau khi nghe báo cáo và ý kiến thảo luận, {chief} kết luận như sau:"
INVITED = "{office} trân trọng kính mời: Thủ trưởng các cơ quan, đơn vị có liên quan tới dự Hội nghị về {topic}."
CIRCULAR_TITLES = (
    "Phạm vi điều chỉnh", "Đối tượng áp dụng", "Giải thích từ ngữ", "Nguyên tắc thực hiện",
    "Trách nhiệm của cơ quan, tổ chức", "Chế độ báo cáo", "Quy định chuyển tiếp", "Điều khoản thi hành",
)  # fmt: skip

SECTIONS = (
    ("MỤC ĐÍCH, YÊU CẦU", ("Mục đích", "Yêu cầu")),
    ("NỘI DUNG, NHIỆM VỤ", ("Nhiệm vụ trọng tâm", "Nhiệm vụ thường xuyên")),
    ("GIẢI PHÁP THỰC HIỆN", ("Về tổ chức, chỉ đạo", "Về nguồn lực")),
    ("TỔ CHỨC THỰC HIỆN", ("Trách nhiệm của các đơn vị", "Chế độ thông tin, báo cáo")),
)

TABLES = (
    (("TT", "Nội dung công việc", "Đơn vị chủ trì", "Thời hạn"), (0.08, 0.46, 0.26, 0.20),
     (("Rà soát, thống kê hồ sơ, tài liệu", "Văn phòng"), ("Tập huấn nghiệp vụ cho công chức", "Phòng Tổ chức"),
      ("Số hóa tài liệu lưu trữ vĩnh viễn", "Trung tâm Lưu trữ"), ("Kiểm tra tại các đơn vị", "Thanh tra Sở"),
      ("Nâng cấp hạ tầng, đường truyền", "Phòng Công nghệ thông tin"), ("Tổng hợp, báo cáo kết quả", "Văn phòng"),
      ("Công bố kết quả trên cổng thông tin", "Tổ biên tập"))),
    (("STT", "Đơn vị", "Chỉ tiêu", "Thực hiện", "Tỷ lệ (%)"), (0.09, 0.41, 0.16, 0.17, 0.17),
     (("Văn phòng", ""), ("Phòng Kế hoạch - Tài chính", ""), ("Phòng Tổ chức - Hành chính", ""), ("Thanh tra", ""),
      ("Trung tâm Dịch vụ hành chính công", ""), ("Chi cục Bảo vệ môi trường", ""), ("Ban Quản lý dự án", ""))),
    (("TT", "Họ và tên", "Chức vụ", "Ghi chú"), (0.08, 0.36, 0.36, 0.20),
     (("", "Trưởng phòng"), ("", "Phó Trưởng phòng"), ("", "Chuyên viên chính"), ("", "Chuyên viên"),
      ("", "Kế toán trưởng"), ("", "Văn thư"))),
)  # fmt: skip

CLOSINGS = (
    "Đề nghị các cơ quan, đơn vị nghiêm túc triển khai thực hiện./.",
    "{office} trân trọng đề nghị các đơn vị quan tâm, phối hợp./.",
    "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị phản ánh kịp thời về {office} để xem xét, giải quyết./.",
    "Nhận được văn bản này, yêu cầu thủ trưởng các đơn vị tổ chức thực hiện và báo cáo kết quả đúng thời hạn./.",
)

VENUES = (
    "Phòng họp số 2, tầng 3, trụ sở {office}",
    "Hội trường lớn, Trung tâm Hội nghị, số 18 đường Hoàng Diệu",
    "Phòng họp trực tuyến, nhà A, số 5 đường Lý Thường Kiệt",
)

COPIES = (
    "Lãnh đạo {name} (để báo cáo)", "Các phòng chuyên môn", "Cổng Thông tin điện tử", "Phòng Hành chính - Tổng hợp",
    "Kho bạc Nhà nước khu vực III", "Ban Tuyên giáo và Dân vận", "Đoàn đại biểu Quốc hội", "Trung tâm Công báo",
    "Các đơn vị trực thuộc", "Báo và Phát thanh, Truyền hình", "Mặt trận Tổ quốc Việt Nam", "Bưu điện (để phối hợp)",
)  # fmt: skip


@dataclass(frozen=True)
class Bank:
    """What documents are made of. Readers are tuned on these sentences; `elsewhere.py` has others, to measure on."""

    topics: tuple[tuple[str, str], ...] = TOPICS
    openings: tuple[str, ...] = OPENINGS
    clauses: tuple[str, ...] = CLAUSES
    results: tuple[str, ...] = RESULTS
    articles: tuple[str, ...] = ARTICLES
    closings: tuple[str, ...] = CLOSINGS
    copies: tuple[str, ...] = COPIES


OURS = Bank()
