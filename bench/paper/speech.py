"""Sentences, names and numbers of invented office papers, from a grammar over vocabulary.py."""

from paper import vocabulary as v


class Speech:
    """Everything drawn from one `random.Random`, so a seed gives the same texts again."""

    def __init__(self, random):
        self.random = random
        self.commune = self.pick(v.COMMUNES)
        self.level = self.pick(["xã", "phường", "xã"])
        self.province = self.pick(v.PROVINCES)

    def pick(self, choices):
        return self.random.choice(choices)

    def chance(self, probability):
        return self.random.random() < probability

    def number(self, low, high):
        return self.random.randint(low, high)

    def person(self, female=None):
        female = self.chance(0.5) if female is None else female
        middles, given = (v.MIDDLES_FEMALE, v.GIVEN_FEMALE) if female else (v.MIDDLES_MALE, v.GIVEN_MALE)
        middle = self.pick(middles)
        if self.chance(0.35):
            middle += " " + self.pick([m for m in middles if m != middle])
        return f"{self.pick(v.FAMILIES)} {middle} {self.pick(given)}"

    def date(self, low=2018, high=2026):
        return self.number(low, high), self.number(1, 12), self.number(1, 28)

    def date_in_words(self, date):
        return f"ngày {date[2]:02d} tháng {date[1]:02d} năm {date[0]}"

    def short_date(self, date):
        return f"{date[2]:02d}/{date[1]:02d}/{date[0]}"

    def id_number(self):
        return f"{self.number(1, 96):03d}{self.number(0, 3)}" + "".join(str(self.number(0, 9)) for _ in range(8))

    def place(self):
        return f"{self.level} {self.commune}"

    def address(self):
        if self.chance(0.4):
            return f"Số {self.number(1, 420)}, đường {self.pick(v.STREETS)}, {self.place()}, {self.province}"
        area = self.pick(["ấp", "thôn", "tổ", "khu phố", "bản", "xóm"])
        return f"Số {self.number(1, 300)}, {area} {self.number(1, 19)}, {self.place()}, {self.province}"

    def money(self):
        return f"{self.number(1, 980)}.{self.number(0, 999):03d}.{self.pick(['000', '500'])} đồng"

    def law(self):
        sort, suffix = self.pick([("Nghị định", "NĐ-CP"), ("Thông tư", "TT-BNV"), ("Nghị quyết", "NQ-HĐND"),
                                  ("Quyết định", "QĐ-TTg"), ("Chỉ thị", "CT-TTg"), ("Thông tư", "TT-BTNMT")])
        year = self.number(2015, 2026)
        return (f"{sort} số {self.number(2, 990)}/{year}/{suffix} "
                f"{self.date_in_words((year, self.number(1, 12), self.number(1, 28)))}")

    def number_in_words(self, date):
        year = " ".join(v.DIGITS[int(d)] for d in str(date[0]))
        day = {10: "mười"}.get(date[2], " ".join(v.DIGITS[int(d)] for d in str(date[2])))
        month = self.pick(["giêng"]) if date[1] == 1 else " ".join(v.DIGITS[int(d)] for d in str(date[1]))
        return f"Ngày {day} tháng {month} năm {year}"

    def sentence(self):
        """One of many forms; about 10 to 50 words."""
        return self.pick([self._duty, self._duty, self._cause, self._cause, self._count, self._case, self._land,
                          self._budget, self._meeting, self._by_law, self._state])()

    def paragraph(self, sentences=None):
        return " ".join(self.sentence() for _ in range(sentences or self.number(1, 3)))

    def _office(self):
        office = self.pick(v.OFFICES)
        return office if self.chance(0.6) else f"{office} {self.place()}"

    def _deadline(self):
        return self.pick([f"hoàn thành trước ngày {self.short_date(self.date())}", f"xong trong quý {self.pick(['I', 'II', 'III', 'IV'])}",
                          f"báo cáo kết quả về Văn phòng trước {self.number(7, 17)} giờ {self.number(0, 5)}0 phút ngày {self.short_date(self.date())}",
                          f"định kỳ {self.number(2, 9)} tháng một lần", f"chậm nhất sau {self.number(2, 45)} ngày làm việc"])

    def _duty(self):
        office = self._office()
        end = self.pick([f"; {self._deadline()}.", f", {self.pick(v.PURPOSES)}.", "."])
        return f"{office[0].upper()}{office[1:]} {self.pick(v.VERBS)} {self.pick(v.THINGS)}{end}"

    def _cause(self):
        return (f"{self.pick(v.CAUSES)}, {self._lower(self._office())} {self.pick(v.VERBS)} {self.pick(v.THINGS)}, "
                f"đồng thời {self.pick(v.VERBS)} {self.pick(v.THINGS)} {self.pick(v.PURPOSES)}.")

    def _lower(self, text):
        return text if text.split()[0] in ("Ủy", "Công", "Hội", "Đoàn", "Chi", "Kho") else text[0].lower() + text[1:]

    def _count(self):
        return (f"Tính đến ngày {self.short_date(self.date())}, toàn {self.level} có {self.number(3, 9900)} {self.pick(v.COUNTED)}, "
                f"{self.pick(['chiếm', 'đạt', 'tăng', 'giảm'])} {self.number(0, 99)},{self.number(1, 9)}% so với "
                f"{self.pick(['cùng kỳ', 'kế hoạch năm', 'quý trước', 'năm ' + str(self.number(2015, 2025))])}; "
                f"trong đó {self.number(2, 400)} {self.pick(v.COUNTED)} {self.pick(v.RESULTS)}.")

    def _case(self):
        female = self.chance(0.5)
        return (f"{'Bà' if female else 'Ông'} {self.person(female)}, sinh năm {self.number(1938, 2006)}, số định danh cá nhân "
                f"{self.id_number()}, thường trú tại {self._lower(self.address())}, {self.pick(v.REQUESTS)}.")

    def _land(self):
        return (f"Thửa đất số {self.number(1, 999)}, tờ bản đồ số {self.number(1, 88):02d}, diện tích {self.number(42, 4900)},{self.number(0, 9)} m2 "
                f"do {'bà' if self.chance(0.5) else 'ông'} {self.person()} sử dụng từ năm {self.number(1975, 2014)}, "
                f"{self.pick(['không có tranh chấp', 'thuộc quy hoạch đất ở nông thôn', 'nằm trong hành lang an toàn lưới điện', 'giáp kênh thủy lợi cấp hai'])}.")

    def _budget(self):
        return (f"Kinh phí cho {self.pick(v.THINGS)} là {self.money()}, trong đó ngân sách {self.pick(['xã', 'tỉnh', 'trung ương'])} "
                f"hỗ trợ {self.number(10, 95)}%, phần còn lại do nhân dân đóng góp và nguồn hợp pháp khác.")

    def _meeting(self):
        return (f"{self.pick(['Hội nghị', 'Cuộc họp', 'Buổi làm việc'])} bắt đầu lúc {self.number(7, 16):02d} giờ {self.pick(['00', '15', '30'])} phút, "
                f"{self.date_in_words(self.date())} tại {self.pick(['Hội trường tầng hai', 'Phòng họp số 1', 'Nhà văn hóa ấp ' + str(self.number(1, 12)), 'Trung tâm Học tập cộng đồng'])}, "
                f"do {self._lower(self._office())} {self.pick(['chủ trì', 'chuẩn bị nội dung', 'ghi biên bản'])}.")

    def _by_law(self):
        return (f"Việc {self.pick(v.VERBS)} {self.pick(v.THINGS)} thực hiện theo {self.law()} và {self.pick(['hướng dẫn', 'kết luận', 'thông báo'])} "
                f"số {self.number(1, 900)} của {self._lower(self._office())}.")

    def _state(self):
        thing = self.pick(v.THINGS)
        return f"Nhìn chung, {thing} {self.pick(v.RESULTS)}; riêng {self.pick(v.THINGS)} {self.pick(v.RESULTS)}."
