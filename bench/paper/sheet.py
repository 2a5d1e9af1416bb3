"""A page being set: text by Pango, ink in layers, and the truth about where every word stands."""

import html

import cairo
import gi
import numpy

gi.require_version("Pango", "1.0")
gi.require_version("PangoCairo", "1.0")
from gi.repository import Pango, PangoCairo  # noqa: E402

A4_INCHES = (8.268, 11.693)
NARROWER = {"DejaVu Serif": 0.86, "Noto Serif": 0.92, "Liberation Sans": 0.94}  # type as wide as Times would be


def missing_fonts(names):
    known = {family.get_name() for family in PangoCairo.FontMap.get_default().list_families()}
    return sorted(set(names) - known)


class Line:
    def __init__(self, text, box, words):
        self.text, self.box, self.words = text, box, words  # box: x, y, width, height in pixels


class Sheet:
    """One side of paper at `dpi`. Lengths are pixels of it; `mm()` and `points()` convert."""

    def __init__(self, dpi, font, landscape=False):
        self.dpi, self.font, self.landscape = dpi, font, landscape
        width, height = (round(side * dpi) for side in A4_INCHES)
        self.size = (height, width) if landscape else (width, height)
        self.print_surface, self.print = self._layer()  # letters
        self.rule_surface, self.rules = self._layer()  # lines, frames, QR codes
        self.colours = []  # (surface, RGB, "seal" | "pen")
        self.regions, self.marks, self.codes, self.flags = [], [], [], set()
        self.blank = False

    def _layer(self):
        surface = cairo.ImageSurface(cairo.FORMAT_A8, *self.size)
        return surface, cairo.Context(surface)

    def colour_layer(self, rgb, kind):
        surface, context = self._layer()
        self.colours.append((surface, rgb, kind))
        return context

    @staticmethod
    def pixels(surface):
        surface.flush()
        height, stride = surface.get_height(), surface.get_stride()
        flat = numpy.frombuffer(surface.get_data(), numpy.uint8).reshape(height, stride)
        return flat[:, :surface.get_width()]

    def mm(self, length):
        return length / 25.4 * self.dpi

    def points(self, length):
        return length / 72 * self.dpi

    # -- text

    def set(self, text, x, width, size=14, align="left", bold=False, italic=False, indent=0.0, spacing=1.15,
            markup=False, font=None, context=None):
        """Lays out one paragraph; yields (line, draw) where draw(top) prints it and returns (Line, height)."""
        context = context or self.print
        layout = PangoCairo.create_layout(context)
        look = Pango.FontDescription(font or self.font)
        look.set_absolute_size(self.points(size * NARROWER.get(font or self.font, 1)) * Pango.SCALE)
        look.set_weight(Pango.Weight.BOLD if bold else Pango.Weight.NORMAL)
        look.set_style(Pango.Style.ITALIC if italic else Pango.Style.NORMAL)
        layout.set_font_description(look)
        layout.set_width(int(width * Pango.SCALE))
        layout.set_indent(int(indent * Pango.SCALE))
        layout.set_alignment({"center": Pango.Alignment.CENTER, "right": Pango.Alignment.RIGHT}.get(align, Pango.Alignment.LEFT))
        layout.set_justify(align == "justify")
        layout.set_markup(text if markup else html.escape(text, quote=False))
        return [Placed(self, layout, line, x, spacing, context) for line in lines_of(layout)]

    def block(self, text, x, y, width, **look):
        """Prints a whole paragraph at y; returns (lines, y below it)."""
        lines = []
        for placed in self.set(text, x, width, **look):
            line, height = placed.draw(y)
            lines.append(line)
            y += height
        return lines, y

    def rule(self, x0, y0, x1, y1, weight=0.75):
        self.rules.set_line_width(max(1.0, self.points(weight)))
        self.rules.move_to(x0, y0)
        self.rules.line_to(x1, y1)
        self.rules.stroke()

    # -- truth

    def region(self, kind, variants, lines, optional=False):
        unique = list(dict.fromkeys(variants))
        entry = {"kind": kind, "optional": optional, "variants": unique, "lines": lines}
        later = [k for k, other in enumerate(self.regions) if other["lines"][0].box[1] > lines[0].box[1]]
        self.regions.insert(later[0] if optional and later else len(self.regions), entry)

    def flow(self, lines):
        """Running text; joins the region before it when that is running text too."""
        if not lines:
            return
        if self.regions and self.regions[-1]["kind"] == "flow":
            lines = self.regions.pop()["lines"] + lines
        self.region("flow", [text_of(lines)], lines)

    def columns(self, kind, left, right):
        self.region(kind, [text_of(left + right), row_wise(left + right), text_of(right + left)], left + right)

    def mark(self, kind, x, y, width, height):
        self.marks.append({"kind": kind, "box": [round(x), round(y), round(width), round(height)]})

    def tighten(self):
        """Shrinks word boxes to their ink; call once the print layer is complete."""
        ink = self.pixels(self.print_surface) > 96
        for region in self.regions:
            for line in region["lines"]:
                for word in line.words:
                    word["box"] = tight(ink, word["box"])


class Placed:
    """A laid-out line that can still go to another page's sheet of the same size."""

    def __init__(self, sheet, layout, line, x, spacing, context):
        self.sheet, self.layout, self.x, self.spacing, self.context = sheet, layout, x, spacing, context
        self.line, self.baseline, self.logical, self.words = line

    @property
    def height(self):
        return self.logical[3] * self.spacing

    def draw(self, top, sheet=None):
        context = sheet.print if sheet else self.context
        context.move_to(self.x + self.logical[0], top + self.baseline - self.logical[1])
        PangoCairo.show_layout_line(context, self.line)
        words = [{"text": text, "box": [self.x + x, top, w, self.logical[3]]} for text, x, w in self.words]
        box = [round(self.x + self.logical[0]), round(top), round(self.logical[2]), round(self.logical[3])]
        return Line(" ".join(word["text"] for word in words), box, words), self.height


def lines_of(layout):
    """(line, baseline, logical box, [(word, x, width)]) of every line, in pixels of the layout."""
    text = layout.get_text().encode("utf-8")
    places, cursor = [], layout.get_iter()
    while True:
        box = cursor.get_char_extents()
        places.append((cursor.get_index(), box.x / Pango.SCALE, box.width / Pango.SCALE))
        if not cursor.next_char():
            break
    cursor, lines = layout.get_iter(), []
    while True:
        line = cursor.get_line_readonly()
        logical = cursor.get_line_extents()[1]
        first, last = line.start_index, line.start_index + line.length
        here = [(text[index:].decode("utf-8")[0], x, width) for index, x, width in places if first <= index < last]
        box = tuple(side / Pango.SCALE for side in (logical.x, logical.y, logical.width, logical.height))
        lines.append((line, cursor.get_baseline() / Pango.SCALE, box, words_of(here)))
        if not cursor.next_line():
            return lines


def words_of(characters):
    words, current = [], []
    for character in characters + [(" ", 0, 0)]:
        if not character[0].isspace():
            current.append(character)
        elif current:
            left, right = current[0][1], current[-1][1] + current[-1][2]
            words.append(("".join(c for c, _, _ in current), left, right - left))
            current = []
    return words


def tight(ink, box):
    x0, y0 = max(0, round(box[0]) - 1), max(0, round(box[1]))
    part = ink[y0:round(box[1] + box[3]), x0:round(box[0] + box[2]) + 1]
    rows, columns = numpy.flatnonzero(part.any(1)), numpy.flatnonzero(part.any(0))
    if not len(rows):
        return [round(side) for side in box]
    return [int(x0 + columns[0]), int(y0 + rows[0]), int(columns[-1] - columns[0] + 1), int(rows[-1] - rows[0] + 1)]


def text_of(lines):
    return "\n".join(line.text for line in lines)


def row_wise(lines):
    """The text as a reader gets it that goes straight across: lines of like height in one row."""
    rows = []
    for line in sorted(lines, key=lambda line: line.box[1] + line.box[3] / 2):
        middle = line.box[1] + line.box[3] / 2
        if rows and abs(middle - rows[-1][0]) < 0.5 * line.box[3]:
            rows[-1][1].append(line)
        else:
            rows.append((middle, [line]))
    return "\n".join(" ".join(line.text for line in sorted(row, key=lambda line: line.box[0])) for _, row in rows)
