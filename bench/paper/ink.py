"""Ink that is not print: seals, stamps, signatures, QR codes."""

import math

import cairo
import qrcode

RED, BLUE, PEN_BLUE, PEN_BLACK = (200, 30, 45), (45, 50, 150), (30, 40, 150), (35, 35, 40)


def _on_arc(context, text, radius, middle, size, outside):
    """Letters along a circle around the origin, centred on the angle `middle`."""
    context.select_font_face("Liberation Sans", cairo.FONT_SLANT_NORMAL, cairo.FONT_WEIGHT_BOLD)
    context.set_font_size(size)
    steps = [context.text_extents(letter).x_advance * 1.12 / radius for letter in text]
    sign = 1 if outside else -1
    angle = middle - sign * sum(steps) / 2
    for letter, step in zip(text, steps):
        context.save()
        context.rotate(angle + sign * step / 2 + sign * math.pi / 2)
        context.move_to(-step * radius / 2, -radius if outside else radius)
        context.show_text(letter)
        context.restore()
        angle += sign * step


def _star(context, radius):
    for k in range(10):
        r = radius if k % 2 == 0 else radius * 0.4
        angle = -math.pi / 2 + k * math.pi / 5
        context.line_to(r * math.cos(angle), r * math.sin(angle))
    context.close_path()
    context.fill()


def seal(sheet, random, x, y, above, below):
    """A round red seal of 36 mm around (x, y)."""
    radius = sheet.mm(random.uniform(17, 18.5))
    context = sheet.colour_layer(tuple(c + random.randint(-20, 20) for c in RED), "seal")
    context.translate(x, y)
    context.rotate(random.uniform(-0.3, 0.3))
    for factor, weight in ((1, 0.7), (0.93, 0.25), (0.6, 0.25)):
        context.set_line_width(sheet.mm(weight))
        context.new_sub_path()
        context.arc(0, 0, radius * factor, 0, 2 * math.pi)
        context.stroke()
    _on_arc(context, above, radius * 0.68, -math.pi / 2, radius * 0.2, True)
    _on_arc(context, below, radius * 0.86, math.pi / 2, radius * 0.17, False)
    _star(context, radius * random.uniform(0.28, 0.36))
    sheet.mark("seal", x - radius, y - radius, 2 * radius, 2 * radius)
    sheet.flags.add("seal")


def signature(sheet, random, x, y):
    """A scribble about 40 mm wide around (x, y)."""
    colour = random.choice([PEN_BLUE, PEN_BLUE, PEN_BLACK])
    context = sheet.colour_layer(colour, "pen")
    context.set_line_width(sheet.mm(random.uniform(0.35, 0.6)))
    context.set_line_cap(cairo.LINE_CAP_ROUND)
    width, height = sheet.mm(random.uniform(24, 42)), sheet.mm(random.uniform(9, 16))
    strokes = random.randint(4, 7)
    left, points = x - width / 2, []
    context.move_to(left, y + random.uniform(-0.3, 0.3) * height)
    for k in range(strokes):
        end = (left + width * (k + 1) / strokes, y + random.uniform(-0.5, 0.5) * height)
        controls = [(left + width * (k + random.uniform(-0.4, 1.2)) / strokes, y + random.uniform(-0.9, 0.9) * height)
                    for _ in range(2)]
        points += [end, *controls]
        context.curve_to(*controls[0], *controls[1], *end)
    box = context.stroke_extents()
    context.stroke()
    sheet.mark("signature", box[0], box[1], box[2] - box[0], box[3] - box[1])
    sheet.flags.add("signature")


def incoming_stamp(sheet, random, x, y, agency):
    """The stamp of the registry on incoming letters, numbers written in by hand."""
    width, height = sheet.mm(46), sheet.mm(25)
    colour = random.choice([RED, BLUE])
    context = sheet.colour_layer(colour, "seal")
    context.set_line_width(sheet.mm(0.5))
    context.rectangle(x, y, width, height)
    context.stroke()
    lines = []
    for k, (text, bold) in enumerate([(agency, False), ("CÔNG VĂN ĐẾN", True), ("Số: ................", False),
                                      ("Ngày: .....................", False), ("Chuyển: ..................", False)]):
        got, _ = sheet.block(text, x + sheet.mm(1.5), y + sheet.mm(1 + 4.7 * k), width - sheet.mm(2), size=9, bold=bold,
                             align="center" if k < 2 else "left", font="Liberation Sans", context=context)
        lines += got
    pen = sheet.colour_layer(PEN_BLUE, "pen")
    for row, text in ((2, str(random.randint(20, 4000))), (3, f"{random.randint(1, 28)} / {random.randint(1, 12)}")):
        sheet.block(text, x + sheet.mm(16), y + sheet.mm(4.7 * row - 0.4), width, size=13, font="Z003", context=pen)
    sheet.mark("stamp", x, y, width, height)
    sheet.flags |= {"incoming_stamp"}
    text = "\n".join(line.text.replace(".", "").strip() for line in lines)
    sheet.region("stamp", ["", text], lines, optional=True)


def secrecy_stamp(sheet, word, x, y):
    context = sheet.colour_layer(RED, "seal")
    width, height = sheet.mm(5 + 4.6 * len(word)), sheet.mm(8)
    context.set_line_width(sheet.mm(0.6))
    context.rectangle(x, y, width, height)
    context.stroke()
    lines, _ = sheet.block(word, x, y + sheet.mm(0.9), width, size=14, bold=True, align="center", context=context)
    sheet.mark("stamp", x, y, width, height)
    sheet.region("mark", ["", word], lines, optional=True)


def signed_note(sheet, agency, date):
    """What signing programs print into the corner."""
    context = sheet.colour_layer(BLUE, "pen")
    x, y, lines = sheet.size[0] - sheet.mm(58), sheet.mm(5), []
    stamp = f"{date[2]:02d}/{date[1]:02d}/{date[0]} {9 + date[1] % 8:02d}:{date[2] + 11}:{date[1] + 20} +07:00"
    for text in (f"Ký bởi: {agency}", "Email: vanthu@example.gov.vn", f"Thời gian ký: {stamp}"):
        got, y = sheet.block(text, x, y, sheet.mm(56), size=6.5, font="Liberation Sans", context=context)
        lines += got
    sheet.flags.add("esign")
    sheet.region("esign", ["", "\n".join(line.text for line in lines)], lines, optional=True)


def qr(sheet, payload, x, y, side):
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(payload)
    code.make(fit=True)
    cells = code.get_matrix()
    step = side / len(cells)
    sheet.rules.set_antialias(cairo.ANTIALIAS_NONE)
    for row, line in enumerate(cells):
        for column, dark in enumerate(line):
            if dark:
                sheet.rules.rectangle(round(x + column * step), round(y + row * step), math.ceil(step), math.ceil(step))
    sheet.rules.fill()
    sheet.rules.set_antialias(cairo.ANTIALIAS_DEFAULT)
    sheet.codes.append({"payload": payload, "box": [round(x), round(y), round(side), round(side)]})
    sheet.flags.add("qr")
