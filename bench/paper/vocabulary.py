"""Words of invented office papers. The people are invented; places bear names as communes do."""

FAMILIES = """Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Đoàn Trịnh Mai
Lương Tạ Cao Thái Châu Tô Quách Nông Lò Hà Kiều Vương Tống Giáp Khuất Lưu Chu Thân Ninh Từ Bạch Trương
Thạch Kpă Siu Triệu Doãn Nghiêm Phùng Văn Tăng Âu""".split()
MIDDLES_MALE = """Văn Hữu Đức Quang Minh Xuân Thanh Quốc Công Đình Trọng Hoàng Duy Tiến Bá Thế Khắc Viết
Anh Gia Nhật Hải Tuấn Mạnh Phúc Chí Việt Trung""".split()
MIDDLES_FEMALE = """Thị Ngọc Thu Thùy Bích Kim Mỹ Hồng Phương Diệu Cẩm Tuyết Khánh Quỳnh Thảo Mai Lan Minh
Hoài Thanh Yến Tường""".split()
GIVEN_MALE = """Hùng Dũng Sơn Hải Long Phong Nam Bình Khánh Tuấn Thắng Cường Trung Đạt Thịnh Khoa Phát Vinh
Lộc Tài Nghĩa Quý Huy Hưng Kiên Lâm Tùng Toàn Thiện Quyết Chiến Bằng Đăng Khôi Hiệp Tiệp Duệ Khuê Ước
Thụy Nhượng Sỹ Hoạch Luyện Trữ Đảm""".split()
GIVEN_FEMALE = """Hằng Hương Lan Mai Yến Nhung Thảo Trang Linh Nga Oanh Phượng Quyên Thoa Vân Xuyến Diễm Đào
Huệ Liễu Loan Nguyệt Tâm Thủy Trâm Tuyền Uyên Vy Ánh Bưởi Duyên Giang Hiền Khuyên Lụa Mận Ngần Nhàn
Nhiên Phấn Sương Thắm Thơm Truyền Ửng Viên Xoan""".split()
COMMUNES = """Phú Lương|An Thạnh|Đông Hoà|Bắc Sơn|Mường Khương|Tân Quới|Vĩnh Trạch|Hưng Nghĩa|Đắk Rve|Lộc Thuỷ
Quảng Bị|Cẩm Nhượng|Thới Lai|Nghĩa Lộ|Yên Thuỷ|Sơn Mỹ|Hàm Kiệm|Phước Chỉ|Ia Grai|Mỹ Xuyên|Thạch Bằng|Xuân Trường
Kỳ Lừa|Đại Lãnh|Gò Nổi|Bình Châu|Trà Giác|Nậm Nhùn|Chiềng Ngần|Hoằng Phụ|Ngũ Hiệp|Tịnh Khê|Giao Thuỷ|Long Phú
Đức Huệ|Cù Lao Dung|U Minh|Chợ Rã|Phủ Thông|Vạn Ninh|Tuy Phước|Krông Búk|Suối Trai|Đồng Xoài|Bù Đốp|Tràng Xá
Khánh Yên|Mù Cả|Thượng Ấm|Hữu Khuông|Nguyễn Phích|Ea Wer|Xuân Lẹ|Ngọk Réo|Quế Phước|Tẩm Vu""".replace("\n", "|").split("|")
PROVINCES = """tỉnh Vĩnh Long|tỉnh Đắk Lắk|tỉnh Ninh Bình|tỉnh Phú Thọ|tỉnh Lâm Đồng|tỉnh Nghệ An|tỉnh Quảng Ngãi
tỉnh Tuyên Quang|tỉnh Lào Cai|tỉnh Cà Mau|tỉnh An Giang|tỉnh Đồng Tháp|tỉnh Tây Ninh|tỉnh Khánh Hòa|tỉnh Gia Lai
tỉnh Hưng Yên|tỉnh Bắc Ninh|tỉnh Sơn La|tỉnh Điện Biên|tỉnh Cao Bằng|tỉnh Lạng Sơn|tỉnh Quảng Trị|tỉnh Hà Tĩnh
tỉnh Thanh Hóa|thành phố Hải Phòng|thành phố Cần Thơ|thành phố Đà Nẵng|thành phố Huế|Thành phố Hồ Chí Minh
thành phố Hà Nội""".replace("\n", "|").split("|")
STREETS = """Lê Lợi|Trần Hưng Đạo|Nguyễn Trãi|Phan Bội Châu|Bà Triệu|Quang Trung|Võ Thị Sáu|Hùng Vương|Lý Tự Trọng
Nguyễn Thị Minh Khai|Đinh Tiên Hoàng|Cách Mạng Tháng Tám|Tôn Đức Thắng|Ngô Gia Tự|Huỳnh Thúc Kháng|Tản Đà
Phùng Khắc Khoan|Yết Kiêu|Cao Thắng|Trương Định""".replace("\n", "|").split("|")
NATIONS = """Kinh Tày Thái Mường Khmer Nùng Dao Hoa Giáy Ê-đê Ba-na Chăm Sán_Chay Cơ-ho Hrê Mnông Thổ
Xơ-đăng""".split()

OFFICES = """Văn phòng Hội đồng nhân dân và Ủy ban nhân dân|Phòng Kinh tế, Hạ tầng và Đô thị|Phòng Văn hóa - Xã hội
Trung tâm Phục vụ hành chính công|Ban Chỉ huy Quân sự|Công an|Trạm Y tế|Hội Nông dân|Hội Liên hiệp Phụ nữ
Đoàn Thanh niên|Hội Cựu chiến binh|Ủy ban Mặt trận Tổ quốc Việt Nam|Trường Trung học cơ sở|Trường Mầm non
Ban Quản lý chợ|Ban Quản lý dự án|Hợp tác xã dịch vụ nông nghiệp|Đài Truyền thanh|Thuế cơ sở|Hạt Kiểm lâm
Chi nhánh Văn phòng Đăng ký đất đai|Kho bạc Nhà nước khu vực|Bảo hiểm xã hội cơ sở|Điện lực khu vực
Ban Thanh tra nhân dân|Tổ bảo vệ an ninh, trật tự cơ sở|công chức Tư pháp - Hộ tịch|công chức Địa chính
Trưởng các ấp, khu phố|Hội Chữ thập đỏ|Trung tâm Văn hóa, Thể thao và Truyền thanh
Trạm Khuyến nông|Ban Chỉ huy Phòng thủ dân sự""".replace("\n", "|").split("|")

VERBS = """chủ trì tham mưu|rà soát, thống kê|kiểm tra, đối chiếu|xây dựng phương án|lập dự toán kinh phí cho|tổ chức sơ kết
phối hợp tuyên truyền về|khẩn trương khắc phục|giám sát chặt chẽ|cập nhật vào phần mềm|công khai tại trụ sở
thẩm định hồ sơ|báo cáo bằng văn bản về|hướng dẫn nhân dân thực hiện|niêm yết danh mục|nghiệm thu, bàn giao
đẩy nhanh tiến độ|chấn chỉnh ngay|tiếp nhận, phân loại|bố trí lực lượng trực|ký cam kết về|đề xuất biện pháp
lựa chọn đơn vị tư vấn lập|gia hạn thời gian hoàn thành|phân bổ chỉ tiêu|chuẩn bị đầy đủ điều kiện cho
kiện toàn bộ máy|xử lý dứt điểm|vận động các hộ tham gia|nhân rộng mô hình""".replace("\n", "|").split("|")
THINGS = """công tác phòng cháy, chữa cháy rừng trong mùa khô|việc tiêm phòng vắc xin cho đàn gia súc, gia cầm
tuyến đường liên ấp bị sạt lở sau đợt mưa lớn|các hộ nghèo, cận nghèo theo chuẩn đa chiều|hồ sơ hộ tịch lưu trữ từ năm 1985
diện tích lúa đông xuân bị nhiễm mặn|quỹ đền ơn đáp nghĩa|hệ thống loa truyền thanh thông minh
việc thu gom, phân loại rác thải sinh hoạt tại nguồn|nhà văn hóa cộng đồng và sân thể thao|kế hoạch tuyển sinh lớp một
các cơ sở kinh doanh dịch vụ ăn uống|công trình kè chống xói lở bờ sông|đối tượng bảo trợ xã hội
chương trình mỗi xã một sản phẩm|tài khoản định danh điện tử mức độ hai|hệ thống cấp nước sạch tập trung
việc lấn chiếm lòng đường, vỉa hè|bộ thủ tục hành chính mới được công bố|nguồn vốn vay ưu đãi giải quyết việc làm
danh sách cử tri|đường dây và trạm biến áp|đất công do Ủy ban nhân dân quản lý|các lớp dạy nghề ngắn hạn
mô hình nuôi ong lấy mật dưới tán rừng|bến đò ngang, phương tiện thủy nội địa|chế độ trợ cấp hằng tháng
tình hình dịch sốt xuất huyết|cây xanh có nguy cơ gãy đổ|lễ hội truyền thống đầu xuân|giá đất cụ thể
hồ chứa nước Suối Vàng|việc sử dụng hóa đơn điện tử|bữa ăn bán trú cho học sinh|tranh chấp ranh giới đất đai
biển số nhà và tên đường|tủ sách pháp luật|điểm trung chuyển nông sản|mỏ cát sỏi lòng sông|hồ sơ người có công
cơ sở dữ liệu quốc gia về dân cư|ngày hội hiến máu tình nguyện|khu dân cư kiểu mẫu|camera an ninh
giấy phép xây dựng nhà ở riêng lẻ|việc tảo hôn và hôn nhân cận huyết thống|nghĩa trang nhân dân
phong trào toàn dân bảo vệ an ninh Tổ quốc|tuyến xe buýt công cộng|đề án vị trí việc làm""".replace("\n", "|").split("|")
PURPOSES = """bảo đảm an toàn tính mạng và tài sản của nhân dân|để kịp thời khắc phục hậu quả|không để phát sinh điểm nóng
nhằm nâng cao chất lượng phục vụ|đúng đối tượng, đúng quy định|theo phương châm bốn tại chỗ|tránh lãng phí, thất thoát
góp phần ổn định đời sống của người dân|phù hợp với điều kiện thực tế của địa phương|trên tinh thần công khai, minh bạch
tạo thuận lợi tối đa cho tổ chức, cá nhân|giữ vững danh hiệu đã đạt được|hạn chế thấp nhất thiệt hại
và chịu trách nhiệm trước pháp luật về kết quả|làm cơ sở xét thi đua cuối năm|không làm ảnh hưởng đến sản xuất
gắn với xây dựng nông thôn mới nâng cao|trong phạm vi dự toán được giao|có sự tham gia của cộng đồng dân cư
thuận tiện cho việc theo dõi, quản lý""".replace("\n", "|").split("|")
CAUSES = """Do ảnh hưởng của hoàn lưu bão số 3|Qua công tác nắm tình hình tại cơ sở|Theo phản ánh của cử tri tại kỳ họp thứ tư
Để chủ động ứng phó với hạn hán|Xét đơn kiến nghị tập thể của các hộ dân|Trước diễn biến phức tạp của thời tiết
Căn cứ kết quả họp giao ban tháng|Nhân dịp kỷ niệm ngày truyền thống|Trong thời gian chờ hướng dẫn của cấp trên
Sau khi có ý kiến của cơ quan chuyên môn|Nhằm triển khai đồng bộ các giải pháp|Khi phát hiện dấu hiệu vi phạm
Đối với những trường hợp đặc biệt khó khăn|Ngoài các nội dung nêu trên|Để bảo đảm quyền lợi hợp pháp của người dân
Thực hiện ý kiến chỉ đạo tại cuộc họp giao ban|Từ nguồn ngân sách và xã hội hóa""".replace("\n", "|").split("|")
RESULTS = """đạt kết quả khá tích cực|còn chậm so với yêu cầu|cơ bản hoàn thành chỉ tiêu được giao|vẫn còn một số tồn tại
được nhân dân đồng tình, hưởng ứng|vượt kế hoạch đề ra|chưa bảo đảm về mặt kỹ thuật|giảm rõ rệt so với cùng kỳ
tăng nhẹ ở khu vực ven biển|đã đi vào nền nếp""".replace("\n", "|").split("|")
COUNTED = """hồ sơ trực tuyến|hộ gia đình|lượt người|vụ việc|giấy chứng nhận|con gia súc|héc-ta rừng trồng|ki-lô-mét kênh mương
học sinh|thẻ bảo hiểm y tế|cuộc kiểm tra|lao động|suất quà|công trình dân dụng|phiếu khảo sát
tấn nông sản|mét khối đất đá|biên bản vi phạm""".replace("\n", "|").split("|")
REQUESTS = """xin cấp lại bản chính Giấy khai sinh do bị thất lạc|đề nghị tách thửa để tặng cho con|xin miễn, giảm tiền sử dụng đất
kiến nghị về việc mở rộng lối đi chung|đề nghị xác nhận thời gian cư trú tại địa phương|xin hưởng trợ cấp mai táng phí
đăng ký thành lập hộ kinh doanh mua bán vật liệu xây dựng|đề nghị thay đổi, cải chính tên đệm|xin phép sửa chữa nhà cấp bốn
khiếu nại về đơn giá bồi thường cây trồng|đề nghị xét hỗ trợ xây nhà tình nghĩa|xin chuyển trường cho con
đề nghị hòa giải tranh chấp với hộ liền kề|xin xác nhận tình trạng hôn nhân để vay vốn""".replace("\n", "|").split("|")
SUBJECTS = """ban hành Quy chế làm việc của Ban Quản lý chợ|phê duyệt danh sách hộ được hỗ trợ xóa nhà tạm
kiện toàn Ban Chỉ huy Phòng thủ dân sự|giao chỉ tiêu kế hoạch phát triển kinh tế - xã hội|công nhận tổ dân phố văn hóa
thu hồi đất để mở rộng Trường Mầm non|phân công nhiệm vụ thành viên Ủy ban nhân dân|tổ chức Ngày hội Đại đoàn kết
tăng cường bảo đảm trật tự an toàn giao thông|triển khai tháng hành động vì trẻ em|kiểm kê tài sản công
xử lý cơ sở sản xuất gây tiếng ồn|cho phép chuyển mục đích sử dụng đất|phòng, chống bệnh dịch tả lợn châu Phi
điều chỉnh địa điểm tổ chức phiên chợ vùng cao|bồi dưỡng kỹ năng số cho cán bộ ấp|nạo vét hệ thống kênh nội đồng
tiếp công dân định kỳ quý tới|tuyển chọn và gọi công dân nhập ngũ|sắp xếp, đặt tên ấp, khu phố
bố trí chỗ đỗ xe tại khu trung tâm|thực hiện dân chủ ở cơ sở""".replace("\n", "|").split("|")
LAWS = """Luật Tổ chức chính quyền địa phương|Luật Đất đai|Luật Hộ tịch|Luật Ngân sách nhà nước|Luật Bảo vệ môi trường
Luật Phòng, chống thiên tai|Luật Giao dịch điện tử|Luật Thi đua, khen thưởng|Luật Tiếp công dân|Luật Lưu trữ
Luật Căn cước|Luật Xây dựng|Luật Lâm nghiệp|Luật Trẻ em""".replace("\n", "|").split("|")
RECIPIENTS = """Như trên;|Như Điều 3;|Thường trực Đảng ủy;|Thường trực HĐND;|UBND {province} (b/c);|CT, các PCT UBND;|Các ban, ngành, đoàn thể;
Các ấp, khu phố;|Cổng thông tin điện tử;|Đài Truyền thanh (đưa tin);|Sở Nội vụ (để phối hợp);|Ông (bà) có tên trên;|Ủy ban MTTQ Việt Nam;
Phòng Giao dịch Kho bạc;|Các đồng chí Đảng ủy viên;|Trung tâm PVHCC;""".replace("\n", "|").split("|")

KINDS = [  # (printed kind, symbol, has authority lines)
    ("QUYẾT ĐỊNH", "QĐ-UBND"), ("THÔNG BÁO", "TB-UBND"), ("KẾ HOẠCH", "KH-UBND"), ("BÁO CÁO", "BC-UBND"),
    ("TỜ TRÌNH", "TTr-UBND"), ("CHỈ THỊ", "CT-UBND"), ("GIẤY MỜI", "GM-UBND"), ("CÔNG VĂN", "UBND-{field}")]
FIELDS = "VP NC KT VX TH NN TP ĐC".split()
SECTIONS = """MỤC ĐÍCH, YÊU CẦU|NỘI DUNG THỰC HIỆN|TỔ CHỨC THỰC HIỆN|ĐÁNH GIÁ CHUNG|TỒN TẠI VÀ NGUYÊN NHÂN|PHƯƠNG HƯỚNG, NHIỆM VỤ
KINH PHÍ|THÀNH PHẦN THAM DỰ|ĐỀ XUẤT, KIẾN NGHỊ|KẾT QUẢ ĐẠT ĐƯỢC""".replace("\n", "|").split("|")

PROCEDURES = [  # (name, papers handed in)
    ("Đăng ký khai sinh", ["Tờ khai đăng ký khai sinh theo mẫu", "Giấy chứng sinh", "Giấy tờ chứng minh nơi cư trú"]),
    ("Đăng ký kết hôn", ["Tờ khai đăng ký kết hôn", "Giấy xác nhận tình trạng hôn nhân", "Hộ chiếu hoặc Căn cước"]),
    ("Cấp Giấy phép xây dựng nhà ở riêng lẻ", ["Đơn đề nghị cấp giấy phép", "Bản vẽ thiết kế xây dựng",
                                               "Bản sao giấy tờ về quyền sử dụng đất", "Cam kết bảo đảm an toàn công trình liền kề"]),
    ("Thành lập hộ kinh doanh", ["Giấy đề nghị đăng ký hộ kinh doanh", "Biên bản họp thành viên hộ gia đình"]),
    ("Trợ cấp xã hội hằng tháng", ["Tờ khai đề nghị trợ giúp xã hội", "Giấy xác nhận khuyết tật", "Bản sao sổ hộ nghèo"]),
    ("Đăng ký khai tử", ["Tờ khai đăng ký khai tử", "Giấy báo tử"]),
    ("Xác nhận thông tin về cư trú", ["Tờ khai thay đổi thông tin cư trú"]),
    ("Đăng ký đất đai lần đầu", ["Đơn đăng ký đất đai", "Mảnh trích đo bản đồ địa chính", "Chứng từ nộp thuế",
                                 "Văn bản thừa kế quyền sử dụng đất"])]
GOODS = """Máy tính xách tay|Bàn ghế hội trường|Giấy in khổ A4|Tủ đựng hồ sơ|Xi măng|Cát xây tô|Cống bê tông ly tâm|Bóng đèn chiếu sáng
Loa phát thanh|Cây giống keo lai|Phân bón hữu cơ|Thuốc khử trùng|Màn tuyn|Áo phao cứu sinh|Bình chữa cháy|Ống nhựa cấp nước
Gạch lát vỉa hè|Sổ theo dõi|Thùng rác hai ngăn|Xe đẩy rác""".replace("\n", "|").split("|")
UNITS = "cái|bộ|thùng|tấn|m3|mét|cây|kg|lít|quyển|chiếc".split("|")
DIGITS = "không một hai ba bốn năm sáu bảy tám chín".split()
