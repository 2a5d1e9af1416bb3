"""The papers: official letters by Decree 30/2020, receipts, forms, certificates, tables; set on sheets."""

import html

from paper import ink, vocabulary as v
from paper.sheet import Sheet, row_wise, text_of
from paper.speech import Speech

NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"


class Case:
    """Sheets of one case file with the truth of its documents."""

    def __init__(self, random, dpi, font):
        self.random, self.dpi, self.font = random, dpi, font
        self.speech = Speech(random)
        self.sheets, self.documents = [], []
        self.leading = random.uniform(1.05, 1.35)

    def sheet(self, landscape=False):
        sheet = Sheet(self.dpi, self.font, landscape)
        self.sheets.append(sheet)
        return sheet

    def document(self, first, **metadata):
        pages = [k for k in range(first, len(self.sheets)) if not self.sheets[k].blank]
        self.documents.append({"pages": pages, "metadata": metadata})


class Writer:
    """Sets running text down a sheet and on to the next."""

    def __init__(self, case, landscape=False, numbered=False):
        self.case, self.landscape, self.count = case, landscape, 0
        self.numbered = numbered
        self.next_sheet()

    def next_sheet(self):
        sheet = self.sheet = self.case.sheet(self.landscape)
        self.left, self.right = sheet.mm(self.case.random.uniform(27, 32)), sheet.size[0] - sheet.mm(18)
        self.bottom = sheet.size[1] - sheet.mm(22)
        self.y = sheet.mm(20)
        self.count += 1
        if self.numbered and self.count > 1:
            lines, _ = sheet.block(str(self.count), 0, sheet.mm(10), sheet.size[0], size=13, align="center")
            sheet.region("flow", [text_of(lines)], lines)  # stays apart from the text below

    @property
    def width(self):
        return self.right - self.left

    def say(self, text, after=1.2, x=None, width=None, **look):
        look.setdefault("spacing", self.case.leading)
        x, width = x if x is not None else self.left, width or self.width
        lines = []
        for placed in self.sheet.set(text, x, width, **look):
            if self.y + placed.height > self.bottom:
                self._flow(lines)
                lines = []
                self.next_sheet()
            line, height = placed.draw(self.y, self.sheet)
            lines.append(line)
            self.y += height
        self._flow(lines)
        self.y += self.sheet.mm(after)

    def _flow(self, lines):
        page_number_only = self.numbered and self.count > 1 and len(self.sheet.regions) == 1
        if page_number_only and lines:
            self.sheet.region("flow", [text_of(lines)], lines)
        else:
            self.sheet.flow(lines)

    def centred(self, text, after=1.2, **look):
        self.say(text, after, align="center", **look)

    def need(self, millimetres):
        if self.y + self.sheet.mm(millimetres) > self.bottom:
            self.next_sheet()


def header(writer, left, right):
    """The two columns at the head. `left`, `right`: [(text, size, bold, italic, ruled)]."""
    sheet, top = writer.sheet, writer.y
    columns, ends = [], []
    split = writer.left + 0.42 * writer.width
    for x, width, rows in ((writer.left - sheet.mm(8), split - writer.left + sheet.mm(6), left),
                           (split, writer.right - split + sheet.mm(6), right)):
        lines, y = [], top
        for text, size, bold, italic, ruled in rows:
            got, y = sheet.block(text, x, y, width, size=size, bold=bold, italic=italic, align="center", spacing=1.12)
            lines += got
            if ruled:
                box = got[-1].box
                inset = 0 if ruled == "full" else 0.3 * box[2]
                sheet.rule(box[0] + inset, y + 1, box[0] + box[2] - inset, y + 1)
                y += sheet.mm(1.6)
        columns.append(lines)
        ends.append(y)
    sheet.columns("header", *columns)
    writer.y = max(ends) + sheet.mm(4)


def table(writer, widths, rows, size=12, head=True):
    """Rows of cells with frames; goes on overleaf. `widths`: shares of the text width."""
    total = sum(widths)
    edges = [writer.left]
    for share in widths:
        edges.append(edges[-1] + writer.width * share / total)
    set_rows = []
    for number, row in enumerate(rows):
        bold = head and number == 0
        pad = writer.sheet.mm(1.2)
        cells = [writer.sheet.set(text, edges[k] + pad, edges[k + 1] - edges[k] - 2 * pad, size=size, bold=bold,
                                  align="center" if bold or len(text) < 4 else "left") for k, text in enumerate(row)]
        set_rows.append((cells, max(sum(line.height for line in cell) for cell in cells) + 2 * pad))
    here = []
    for cells, height in set_rows:
        if writer.y + height > writer.bottom:
            _close_table(writer, here, edges)
            here = []
            writer.next_sheet()
        drawn = []
        for cell in cells:
            y, lines = writer.y + writer.sheet.mm(1.2), []
            for placed in cell:
                line, step = placed.draw(y, writer.sheet)
                lines.append(line)
                y += step
            drawn.append(lines)
        here.append((drawn, writer.y, height))
        writer.y += height
    _close_table(writer, here, edges)
    writer.y += writer.sheet.mm(3)


def _close_table(writer, rows, edges):
    if not rows:
        return
    sheet, top, bottom = writer.sheet, rows[0][1], rows[-1][1] + rows[-1][2]
    for x in edges:
        sheet.rule(x, top, x, bottom)
    for _, y, height in rows:
        sheet.rule(edges[0], y, edges[-1], y)
    sheet.rule(edges[0], bottom, edges[-1], bottom)
    cell = lambda lines: " ".join(line.text for line in lines)  # noqa: E731
    by_row = "\n".join(" ".join(filter(None, map(cell, drawn))) for drawn, _, _ in rows)
    across = "\n".join(row_wise([line for lines in drawn for line in lines]) for drawn, _, _ in rows)
    by_column = "\n".join("\n".join(filter(None, (cell(drawn[k]) for drawn, _, _ in rows))) for k in range(len(edges) - 1))
    flat = [line for drawn, _, _ in rows for lines in drawn for line in lines]
    sheet.region("table", [by_row, across, by_column], flat)


def signatures(writer, left, titles, name, sealed, agency=("U.B.N.D", "")):
    """Recipients on the left (may be empty), the signer on the right with signature and seal."""
    case, sheet = writer.case, writer.sheet
    writer.need(62)
    sheet, top = writer.sheet, writer.y
    left_lines, y = [], top
    for k, text in enumerate(left):
        got, y = sheet.block(text, writer.left, y, 0.42 * writer.width, size=12 if k == 0 else 11, bold=k == 0, italic=k == 0, spacing=1.05)
        left_lines += got
    x, width, right_lines, y2 = writer.left + 0.48 * writer.width, 0.52 * writer.width, [], top
    for text, bold, italic in titles:
        got, y2 = sheet.block(text, x, y2, width, size=14 if bold else 13, bold=bold, italic=italic, align="center", spacing=1.05)
        right_lines += got
    middle = (x + width / 2, y2 + sheet.mm(12))
    got, y2 = sheet.block(name, x, y2 + sheet.mm(case.random.uniform(22, 27)), width, size=14, bold=True, align="center")
    right_lines += got
    if left_lines:
        sheet.columns("sign", left_lines, right_lines)
    else:
        sheet.region("sign", [text_of(right_lines)], right_lines)
    ink.signature(sheet, case.random, *middle)
    if sealed:
        ink.seal(sheet, case.random, middle[0] - sheet.mm(case.random.uniform(6, 16)), middle[1], *agency)
    writer.y = max(y, y2) + sheet.mm(4)


def two_signers(writer, left, right):
    """Two names beside each other, as on receipts. Each: (title, name)."""
    writer.need(50)
    sheet, top, columns = writer.sheet, writer.y, []
    for k, (title, name) in enumerate((left, right)):
        x, width = writer.left + k * writer.width / 2, writer.width / 2
        lines, y = sheet.block(title, x, top, width, size=13, bold=True, align="center")
        got, y = sheet.block("(Ký và ghi rõ họ tên)", x, y, width, size=12, italic=True, align="center")
        lines += got
        ink.signature(sheet, writer.case.random, x + width / 2, y + sheet.mm(10))
        got, y = sheet.block(name, x, y + sheet.mm(20), width, size=13, bold=True, align="center")
        columns.append(lines + got)
        writer.y = y + sheet.mm(3)
    sheet.columns("sign", *columns)


def seal_texts(case):
    s = case.speech
    return f"U.B.N.D {s.place().upper()}", s.province.upper()


def agency_header(writer, number, date, subject=None):
    s = writer.case.speech
    left = [("ỦY BAN NHÂN DÂN", 13, True, False, None), (s.place().upper(), 13, True, False, "part"),
            (f"Số: {number}", 13, False, False, None)]
    if subject:
        left.append((f"V/v {subject}", 12, False, False, None))
    header(writer, left, [(NATION, 12.5, True, False, None), (MOTTO, 13.5, True, False, "full"),
                          (f"{s.commune}, {s.date_in_words(date)}", 13.5, False, True, None)])


def official(case, length):
    """A letter, decision, plan, notice, report: one to four pages, perhaps with a table annexed."""
    s, first = case.speech, len(case.sheets)
    printed, symbol = s.pick(v.KINDS)
    date, subject = s.date(), s.pick(v.SUBJECTS)
    number = f"{s.number(1, 6200)}/{symbol.format(field=s.pick(v.FIELDS))}"
    writer = Writer(case, numbered=True)
    if s.chance(0.2):
        ink.signed_note(writer.sheet, f"Ủy Ban Nhân Dân {s.place().title()}", date)
    letter = printed == "CÔNG VĂN"
    agency_header(writer, number, date, subject if letter else None)
    top = writer.y
    if letter:
        writer.say(f"Kính gửi: {s.pick(v.OFFICES)} {s.place()}.", 4, size=14, indent=writer.sheet.mm(25))
    else:
        writer.centred(printed, 0.4, size=14, bold=True)
        writer.centred(f"{'Về việc ' if printed == 'QUYẾT ĐỊNH' else ''}{subject} năm {date[0]}", 4, size=14, bold=True)
        middle = (writer.left + writer.right) / 2
        writer.sheet.rule(middle - writer.sheet.mm(14), writer.y - writer.sheet.mm(2.6), middle + writer.sheet.mm(14), writer.y - writer.sheet.mm(2.6))
    body(writer, printed, length)
    position, powers = s.pick([("CHỦ TỊCH", ["TM. ỦY BAN NHÂN DÂN"]), ("PHÓ CHỦ TỊCH", ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"]),
                               ("PHÓ CHỦ TỊCH", ["KT. CHỦ TỊCH"]), ("CHÁNH VĂN PHÒNG", ["TL. CHỦ TỊCH"])])
    signer = s.person()
    copies = [r.format(province=s.province) for r in case.random.sample(v.RECIPIENTS, s.number(2, 6)) if r.strip()] + [f"Lưu: VT, {s.pick(v.FIELDS)}."]
    signatures(writer, ["Nơi nhận:"] + [f"- {c}" for c in copies],
               [(p, True, False) for p in powers] + [(position, True, False)], signer, s.chance(0.85), seal_texts(case))
    if s.chance(0.3):
        annex(case, printed, number, date, s.chance(0.4))
    case.document(first, loai=printed, so_ky_hieu=number, ngay_ban_hanh="%d-%02d-%02d" % date, dia_danh=s.commune,
                  co_quan=f"ỦY BAN NHÂN DÂN {s.place().upper()}", nguoi_ky=signer, quyen_han=" ".join(powers), chuc_vu=position,
                  trich_yeu=subject if letter else f"{subject} năm {date[0]}", noi_nhan=copies)
    return case.sheets[first], top


def body(writer, printed, length):
    s = writer.case.speech
    look = {"size": 14, "align": "justify", "indent": writer.sheet.mm(12.7)}
    if printed in ("QUYẾT ĐỊNH", "CHỈ THỊ"):
        writer.centred(f"CHỦ TỊCH ỦY BAN NHÂN DÂN {s.place().upper()}", 2.5, size=14, bold=True)
        for _ in range(s.number(2, 4)):
            writer.say(f"Căn cứ {s.law() if s.chance(0.6) else s.pick(v.LAWS) + ' ' + s.date_in_words(s.date())};", italic=s.chance(0.5), **look)
        writer.say(f"Xét đề nghị của {s.pick(v.OFFICES)} tại Tờ trình số {s.number(1, 300)}/TTr-VP {s.date_in_words(s.date())}.", **look)
        writer.centred(f"{printed}:", 2, size=14, bold=True)
    sections = s.pick([True, False]) and printed not in ("QUYẾT ĐỊNH", "GIẤY MỜI")
    for k in range(length):
        if printed == "QUYẾT ĐỊNH":
            writer.say(f"<b>Điều {k + 1}.</b> {html.escape(s.paragraph(), quote=False)}", markup=True, **look)
        else:
            if sections and k % 3 == 0:
                writer.say(f"{['I', 'II', 'III', 'IV', 'V', 'VI'][min(5, k // 3)]}. {s.pick(v.SECTIONS)}", bold=True, **look)
            mark = s.pick(["", "", "- ", f"{k + 1}. ", "abcdđegh"[min(7, k)] + ") "])
            writer.say(mark + s.paragraph(), **look)
    writer.say(s.pick(["Đề nghị các đơn vị nghiêm túc tổ chức thực hiện./.", "Trên đây là nội dung để các đơn vị biết, thực hiện./.",
                       "Trong quá trình thực hiện nếu có vướng mắc, kịp thời phản ánh để được hướng dẫn./."]), 3, **look)


def annex(case, printed, number, date, landscape):
    s = case.speech
    writer = Writer(case, landscape)
    writer.centred("PHỤ LỤC", 0.4, size=14, bold=True)
    writer.centred(s.pick(["DANH MỤC NHIỆM VỤ ĐƯỢC PHÂN CÔNG", "BẢNG KÊ TÀI SẢN, VẬT TƯ", "DANH SÁCH CÁC HỘ GIA ĐÌNH"]), 0.4, size=14, bold=True)
    writer.centred(f"(Kèm theo {printed.capitalize()} số {number} {s.date_in_words(date)})", 2, size=13, italic=True)
    form = s.pick(["tasks", "goods", "people"])
    if form == "tasks":
        rows = [["STT", "Nội dung công việc", "Đơn vị chủ trì", "Thời hạn"]]
        rows += [[str(k + 1), s.sentence(), s.pick(v.OFFICES), f"{s.pick(['Quý', 'Tháng'])} {s.pick(['II', 'III', 'IV', '10', '12'])} {date[0]}"] for k in range(s.number(3, 8))]
        table(writer, [6, 48, 26, 12], rows, 12)
    elif form == "goods":
        rows = [["STT", "Tên hàng", "ĐVT", "Số lượng", "Đơn giá", "Thành tiền"]]
        for k in range(s.number(6, 16)):
            count, price = s.number(1, 90), s.number(4, 900)
            rows.append([str(k + 1), s.pick(v.GOODS), s.pick(v.UNITS), str(count), f"{price}.000", f"{count * price:,}.000".replace(",", ".")])
        table(writer, [6, 32, 9, 11, 16, 20], rows, s.pick([12, 13]))
    else:
        rows = [["STT", "Họ và tên", "Năm sinh", "Số định danh", "Địa chỉ"]]
        rows += [[f"{k + 1:02d}", s.person(), str(s.number(1940, 2005)), s.id_number(), s.address()] for k in range(s.number(5, 14))]
        table(writer, [6, 26, 11, 19, 38], rows, 12)


def receipt(case):
    s, first = case.speech, len(case.sheets)
    name, handed = s.pick(v.PROCEDURES)
    date = s.date(2022, 2026)
    owner, clerk, who = s.person(), s.person(), s.id_number()
    desk = s.pick(["TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ", "BỘ PHẬN MỘT CỬA"])
    file_number = f"H{s.number(2, 63):02d}.{s.number(1, 320)}-{date[0] % 100:02d}{date[1]:02d}{date[2]:02d}-{s.number(1, 400):04d}"
    number = f"{s.number(1, 2400)}/TNHS"
    writer = Writer(case)
    header(writer, [(f"ỦY BAN NHÂN DÂN {s.place().upper()}", 12.5, False, False, None), (desk, 12.5, True, False, "part"),
                    (f"Mã hồ sơ: {file_number}", 12, False, False, None), (f"Số: {number}", 12, False, False, None)],
           [(NATION, 12.5, True, False, None), (MOTTO, 13, True, False, "full"), (f"{s.commune}, {s.date_in_words(date)}", 13, False, True, None)])
    side = writer.sheet.mm(s.number(22, 28))
    ink.qr(writer.sheet, f"{file_number}|{who}|{owner}|{s.short_date(date).replace('/', '')}", writer.right - side, writer.y, side)
    writer.say("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", 13, size=14, bold=True, align="center", width=writer.width - side)
    look = {"size": 13}
    writer.say(f"{desk.capitalize()} tiếp nhận hồ sơ của:", **look)
    writer.say(f"Ông (bà): <b>{owner}</b>", markup=True, **look)
    writer.say(f"Số định danh cá nhân/Căn cước: <b>{who}</b>", markup=True, **look)
    writer.say(f"Địa chỉ: {s.address()}", **look)
    writer.say(f"Số điện thoại: 09{s.number(10, 99)}{s.number(0, 999999):06d}", **look)
    writer.say(f"Nội dung yêu cầu giải quyết: <b>{name}</b>", markup=True, **look)
    writer.say("Thành phần hồ sơ nộp gồm:", **look)
    rows = [["STT", "Tên giấy tờ", "Hình thức", "Số lượng"]]
    rows += [[str(k + 1), paper, s.pick(["Bản chính", "Bản sao", "Điện tử"]), f"{s.number(1, 3):02d}"] for k, paper in enumerate(handed)]
    table(writer, [6, 52, 17, 15], rows, 12.5)
    writer.say(f"Số lượng hồ sơ: {s.number(1, 2):02d} (bộ). Thời gian giải quyết hồ sơ theo quy định là: {s.number(1, 30):02d} ngày làm việc.", **look)
    writer.say(f"Thời gian nhận hồ sơ: {s.number(7, 16):02d} giờ {s.number(0, 59):02d} phút, {s.date_in_words(date)}.", **look)
    back = s.date(date[0], date[0])
    writer.say(f"Thời gian trả kết quả giải quyết hồ sơ: {s.number(7, 16):02d} giờ 30 phút, {s.date_in_words(back)}.", **look)
    writer.say(f"Đăng ký nhận kết quả tại: {s.pick(['Bộ phận Một cửa', 'qua dịch vụ bưu chính', 'trực tuyến'])}. Phí, lệ phí: {s.number(0, 90)}.000 đồng.", 3, **look)
    two_signers(writer, ("NGƯỜI NỘP HỒ SƠ", owner), ("NGƯỜI TIẾP NHẬN HỒ SƠ", clerk))
    case.document(first, loai="GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", so_ky_hieu=number, ngay_ban_hanh="%d-%02d-%02d" % date, dia_danh=s.commune,
                  co_quan=desk, trich_yeu=name, nguoi_ky=clerk, quyen_han="", chuc_vu="NGƯỜI TIẾP NHẬN HỒ SƠ",
                  fields={"ma_ho_so": file_number, "ho_ten": owner, "so_dinh_danh": who})
    return owner, who


def form(case, owner, who):
    """What the applicant fills in."""
    s, first = case.speech, len(case.sheets)
    title = s.pick(["TỜ KHAI ĐĂNG KÝ KHAI TỬ", "ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP XÂY DỰNG", "GIẤY ĐỀ NGHỊ ĐĂNG KÝ HỘ KINH DOANH",
                    "ĐƠN XIN XÁC NHẬN", "TỜ KHAI CẤP BẢN SAO TRÍCH LỤC HỘ TỊCH"])
    date = s.date(2020, 2026)
    writer = Writer(case)
    writer.centred(NATION, 0, size=13, bold=True)
    writer.centred(MOTTO, 5, size=13.5, bold=True)
    writer.centred(title, 4, size=14, bold=True)
    writer.centred(f"Kính gửi: Ủy ban nhân dân {s.place()}, {s.province}", 4, size=14)
    pairs = [("Họ, chữ đệm, tên người yêu cầu", owner), ("Nơi cư trú", s.address()), ("Giấy tờ tùy thân", f"Căn cước số {who}"),
             ("Ngày, tháng, năm sinh", s.short_date(s.date(1950, 2004))), ("Dân tộc", s.pick(v.NATIONS).replace("_", " ")),
             ("Nghề nghiệp", s.pick(["nông dân", "giáo viên", "thợ may", "lái xe", "buôn bán nhỏ", "công nhân", "nghỉ hưu"])),
             ("Mục đích", s.pick(v.REQUESTS)), ("Quan hệ", s.pick(["con đẻ", "vợ", "chồng", "cháu nội", "anh ruột"]))]
    for label, value in pairs[:s.number(4, 8)]:
        writer.say(f"{label}: {'<b>%s</b>' % value if s.chance(0.3) else value}", markup=True, size=13.5)
    if s.chance(0.6):
        writer.say("1. Thông tin kê khai:", bold=True, size=13.5)
        rows = [["Nội dung", "Kê khai"], ["Diện tích (m2)", f"{s.number(40, 900)},{s.number(0, 9)}"], ["Địa điểm", s.address()],
                ["Vốn đầu tư", s.money()], ["Người liên hệ", s.person()], ["Số điện thoại", f"03{s.number(10, 99)}{s.number(0, 999999):06d}"]]
        table(writer, [40, 60], [rows[0]] + case.random.sample(rows[1:], s.number(2, 5)), 13)
    writer.say(s.paragraph(1), size=13.5, align="justify", indent=writer.sheet.mm(12.7))
    writer.say("Tôi xin cam đoan lời khai trên là đúng sự thật và chịu hoàn toàn trách nhiệm trước pháp luật.", 4, size=13.5, align="justify", indent=writer.sheet.mm(12.7))
    signatures(writer, [], [(f"{s.commune}, {s.date_in_words(date)}", False, True), ("Người yêu cầu", True, False)], owner, False)
    case.document(first, loai=title, so_ky_hieu="", ngay_ban_hanh="%d-%02d-%02d" % date, co_quan="", dia_danh=s.commune, trich_yeu="",
                  nguoi_ky=owner, quyen_han="", chuc_vu="", fields={"ho_ten": owner, "so_dinh_danh": who})


def certificate(case, owner, who):
    s, first = case.speech, len(case.sheets)
    date, born = s.date(), s.date(1970, 2024)
    title = s.pick(["TRÍCH LỤC KHAI SINH", "GIẤY KHAI SINH", "TRÍCH LỤC KHAI TỬ", "GIẤY XÁC NHẬN CƯ TRÚ"])
    number = f"{s.number(1, 900):03d}/{date[0]}"
    writer = Writer(case)
    agency_header(writer, number, date)
    writer.centred(title, 4, size=s.pick([16, 18]), bold=True)
    child = s.person().upper() if s.chance(0.5) else s.person()
    kin = lambda: s.person().upper() if s.chance(0.5) else s.person()  # noqa: E731
    rows = [f"Họ, chữ đệm, tên: <b>{child}</b>", f"Ngày, tháng, năm sinh: <b>{s.short_date(born)}</b>", f"Ghi bằng chữ: {s.number_in_words(born)}",
            f"Giới tính: {s.pick(['Nam', 'Nữ'])}        Dân tộc: {s.pick(v.NATIONS).replace('_', ' ')}        Quốc tịch: Việt Nam",
            f"Nơi sinh: {s.pick(['Bệnh viện Đa khoa', 'Trạm Y tế', 'Trung tâm Y tế'])} {s.province}", f"Số định danh cá nhân: <b>{s.id_number()}</b>",
            f"Họ, chữ đệm, tên người mẹ: {kin()}", f"Năm sinh: {s.number(1950, 2000)}        Dân tộc: {s.pick(v.NATIONS).replace('_', ' ')}",
            f"Nơi cư trú: {s.address()}", f"Họ, chữ đệm, tên người cha: {kin()}", f"Nơi cư trú: {s.address()}",
            f"Người đi khai: {owner}, Căn cước số {who}, cấp ngày {s.short_date(s.date())}"]
    for row in rows:
        writer.say(row, markup=True, size=13.5)
    position = s.pick(["CHỦ TỊCH", "PHÓ CHỦ TỊCH"])
    signer = s.person()
    signatures(writer, [], [("NGƯỜI KÝ " + title.split(" ")[0] + " TỜ", True, False), (position, True, False)], signer, True, seal_texts(case))
    case.document(first, loai=title, so_ky_hieu=number, ngay_ban_hanh="%d-%02d-%02d" % date, co_quan=f"ỦY BAN NHÂN DÂN {s.place().upper()}",
                  dia_danh=s.commune, trich_yeu="", nguoi_ky=signer, quyen_han="", chuc_vu=position,
                  fields={"ho_ten": child, "ngay_sinh": "%d-%02d-%02d" % born})


def blank(case):
    sheet = case.sheet()
    sheet.blank = True
    return sheet


def stamped(case, sheet):
    """Stamps and seals across the text, as mail and joined pages get them."""
    random = case.random
    width, height = sheet.size
    for _ in range(random.randint(1, 2)):
        ink.seal(sheet, random, random.uniform(0.25, 0.75) * width, random.uniform(0.3, 0.7) * height, *seal_texts(case))
    if random.random() < 0.6:
        ink.seal(sheet, random, width - sheet.mm(random.uniform(-2, 6)), random.uniform(0.3, 0.7) * height, *seal_texts(case))
    if random.random() < 0.7:
        ink.incoming_stamp(sheet, random, random.uniform(0.08, 0.5) * width, random.uniform(0.2, 0.7) * height, f"UBND {case.speech.province.upper()}")
