"""From a set sheet to a scan: what paper, copier and scanner do to it."""

import io
import math

import numpy
from PIL import Image, ImageFilter

CLASSES = ["clean", "border", "lowcontrast", "uneven", "skew", "faded", "stamped", "blur", "showthrough", "rot",
           "noise", "jpeg", "fax", "mixed"]
FAX_DPI = 200
MIXABLE = ["border", "lowcontrast", "uneven", "skew", "blur", "showthrough", "noise", "jpeg"]


class Scan:
    """An image with what was done to it. `to_scan` maps the sheet's pixels: x' = ax + by + c, y' = dx + ey + f."""

    def __init__(self, image, truth, to_scan, quality):
        self.image, self.truth, self.to_scan, self.quality = image, truth, to_scan, quality


def _noise(rng, shape, cell):
    """Smooth noise in 0..1 with features of about `cell` pixels."""
    small = rng.random((shape[0] // cell + 3, shape[1] // cell + 3)).astype(numpy.float32)
    image = Image.fromarray(small).resize((small.shape[1] * cell, small.shape[0] * cell), Image.BICUBIC)
    return numpy.asarray(image)[:shape[0], :shape[1]].clip(0, 1)


def _worn(rng, ink, dpi):
    """Print of a ribbon near its end, or of needles: paler, blotchy, some with columns missing."""
    strength = 0.28 + 0.55 * _noise(rng, ink.shape, max(2, dpi // 25))
    strength *= 0.55 + 0.6 * _noise(rng, ink.shape, max(2, dpi // 100))
    if rng.random() < 0.5:
        period = dpi / rng.uniform(45, 70)
        rows = 0.5 + 0.5 * numpy.cos(2 * math.pi * numpy.arange(ink.shape[0]) / period)
        strength *= (0.55 + 0.45 * rows[:, None]).astype(numpy.float32)
    return ink * strength.clip(0, 1)


def compose(sheet, rng, ops, colour, behind):
    """The sheet as paper: floats 0..255, three channels. `behind`: print of the other side, or None."""
    paper = numpy.array([252, 251, 248] if rng.random() < 0.7 else [250, 243, 228], numpy.float32) - rng.integers(0, 8)
    page = numpy.broadcast_to(paper, (sheet.size[1], sheet.size[0], 3)).copy()
    page -= (_noise(rng, page.shape[:2], 3)[:, :, None] - 0.5) * 3
    if "showthrough" in ops and behind is not None:
        other = Image.fromarray(behind[:, ::-1]).filter(ImageFilter.GaussianBlur(sheet.dpi / 160))
        strength = rng.uniform(0.12, 0.3)
        page *= 1 - strength * numpy.asarray(other.resize(sheet.size), numpy.float32)[:, :, None] / 255
    ink = sheet.pixels(sheet.print_surface).astype(numpy.float32) / 255
    rules = sheet.pixels(sheet.rule_surface).astype(numpy.float32) / 255
    if "faded" in ops:
        ink, rules = _worn(rng, ink, sheet.dpi), _worn(rng, rules, sheet.dpi)
    black = numpy.maximum(ink, rules)[:, :, None]
    page = page * (1 - black) + rng.integers(20, 45) * black
    for surface, rgb, kind in sheet.colours:
        layer = sheet.pixels(surface).astype(numpy.float32) / 255
        if kind == "seal":
            layer *= 0.45 + 0.55 * _noise(rng, layer.shape, max(2, sheet.dpi // 60))
        shade = layer[:, :, None] * (0.92 if kind == "pen" else 0.85)
        page = page * (1 - shade) + numpy.minimum(page, numpy.array(rgb, numpy.float32)) * shade
    return page if colour else numpy.repeat(page @ numpy.array([.299, .587, .114], numpy.float32)[:, None], 3, 2)


def _holes(page, rng, dpi, truth):
    height, width = page.shape[:2]
    ys, xs = numpy.ogrid[:height, :width]
    if rng.random() < 0.2:
        truth["punch_holes"] = count = int(rng.choice([2, 4]))
        for k in range(count):
            y = height * (0.5 + (k - (count - 1) / 2) * 0.18)
            page[(xs - dpi * 0.45) ** 2 + (ys - y) ** 2 < (dpi * 0.115) ** 2] = 25
    if rng.random() < 0.2:
        truth["staple"] = True
        for t in numpy.linspace(0, 1, int(0.4 * dpi)):
            x, y = int(dpi * (0.3 + 0.3 * t)), int(dpi * (0.35 + 0.2 * t))
            page[y:y + max(2, dpi // 100), x:x + max(2, dpi // 100)] = 70


def _light(page, rng, ops):
    height, width = page.shape[:2]
    if "uneven" in ops:
        across, down = numpy.linspace(0, 1, width), numpy.linspace(0, 1, height)[:, None]
        side = across if rng.random() < 0.5 else 1 - across
        fold = rng.uniform(3, 9)
        shade = 1 - rng.uniform(0.45, 0.75) * side ** fold - rng.uniform(0.05, 0.25) * (down if rng.random() < 0.5 else 1 - down)
        page *= shade[:, :, None].astype(numpy.float32)
    if "lowcontrast" in ops:
        low = rng.uniform(120, 175)
        page *= (rng.uniform(215, 240) - low) / 255
        page += low


def _warp(page, rng, ops, dpi, truth):
    """Skew, and for "border" a black bed around the shifted sheet. Returns the page and the map to it."""
    height, width = page.shape[:2]
    degrees = float(rng.normal(0, 0.22))
    if "skew" in ops:
        degrees = float(rng.choice([-1, 1]) * rng.uniform(1.5, 6))
    truth["skew_deg"] = round(degrees, 3)
    dx, dy, bed = 0.0, 0.0, tuple(map(int, page[:8].mean((0, 1))))
    if "border" in ops:
        truth["black_border"] = True
        dx, dy, bed = rng.uniform(-0.012, 0.012) * width, rng.uniform(-0.012, 0.012) * height, (18, 18, 18)
    a = math.radians(degrees)
    cos, sin, cx, cy = math.cos(a), math.sin(a), width / 2, height / 2
    scale = 0.985 if "border" in ops else 1.0
    forth = [scale * cos, -scale * sin, cx - scale * (cos * cx - sin * cy) + dx,
             scale * sin, scale * cos, cy - scale * (sin * cx + cos * cy) + dy]
    inverse = numpy.linalg.inv(numpy.array([forth[:3], forth[3:], [0, 0, 1]]))
    image = Image.fromarray(page.clip(0, 255).astype(numpy.uint8))
    image = image.transform(image.size, Image.AFFINE, tuple(inverse[:2].ravel()), Image.BICUBIC, fillcolor=bed)
    return image, forth


def _sensor(image, rng, ops, truth):
    sharp = float(rng.uniform(0.3, 0.7)) * truth["dpi"] / 300
    truth["blur_sigma_px"] = round(sharp if "blur" not in ops else float(rng.uniform(1.9, 2.7)) * truth["dpi"] / 300, 2)
    image = image.filter(ImageFilter.GaussianBlur(truth["blur_sigma_px"]))
    truth["noise_sigma"] = round(float(rng.uniform(10, 22) if "noise" in ops else rng.uniform(1, 2.6)), 1)
    page = numpy.asarray(image, numpy.float32)
    grain = rng.normal(0, truth["noise_sigma"], page.shape[:2]).astype(numpy.float32)
    page = page + grain[:, :, None]
    if "noise" in ops:
        specks = rng.random(page.shape[:2])
        grown = Image.fromarray(((specks < 0.0003) * 255).astype(numpy.uint8)).filter(ImageFilter.MaxFilter(3))
        page[numpy.asarray(grown) > 0] = 40
    return page.clip(0, 255).astype(numpy.uint8)


def _fax(page, rng):
    """One bit, thin strokes eaten, rows jittered, stray dots."""
    grey = page.mean(2)
    for row in range(grey.shape[0]):
        if rng.random() < 0.06:
            grey[row] = numpy.roll(grey[row], int(rng.integers(-1, 2)))
    level = rng.uniform(105, 165)
    bits = grey + rng.normal(0, 26, grey.shape) > level
    bits &= rng.random(grey.shape) > 0.0008
    return Image.fromarray((bits * 255).astype(numpy.uint8)).convert("1", dither=Image.NONE)


def _reduced(image, to_scan, scale):
    width, height = (round(side * scale) for side in image.size)
    return image.resize((width, height), Image.BOX), [value * scale for value in to_scan]


def scan(sheet, name, random, behind=None):
    """Wears and scans a sheet by class `name`; `random`: random.Random."""
    rng = numpy.random.default_rng(random.getrandbits(63))
    ops = [name] if name != "mixed" else random.sample(MIXABLE, random.randint(2, 3))
    mode = "bilevel" if name == "fax" else random.choice(["color", "color", "gray"]) if name != "stamped" else "color"
    truth = {"cls": name, "ops": ops, "dpi": sheet.dpi, "mode": mode}
    page = compose(sheet, rng, ops, mode == "color", behind)
    _holes(page, rng, sheet.dpi, truth)
    _light(page, rng, ops)
    image, to_scan = _warp(page, rng, ops, sheet.dpi, truth)
    if mode == "bilevel" and sheet.dpi > FAX_DPI:
        image, to_scan = _reduced(image, to_scan, FAX_DPI / sheet.dpi)
        truth["dpi"] = FAX_DPI
    page = _sensor(image, rng, ops, truth)
    image = _fax(page, rng) if mode == "bilevel" else Image.fromarray(page if mode == "color" else page[:, :, 0])
    truth["orientation"] = 0
    if "rot" in ops:
        image, to_scan, truth["orientation"] = _turned(image, to_scan, random.choice([90, 180, 270]))
    truth["width"], truth["height"] = image.size
    quality = random.randint(34, 46) if "jpeg" in ops else random.randint(56, 75)
    truth["jpeg_quality"] = 0 if mode == "bilevel" else quality
    return Scan(image, truth, to_scan, quality)


def _turned(image, to_scan, clockwise):
    """The page as fed a quarter turn or two off."""
    width, height = image.size
    how = {90: Image.ROTATE_270, 180: Image.ROTATE_180, 270: Image.ROTATE_90}[clockwise]  # Pillow turns left
    turn = {90: [0, -1, height, 1, 0, 0], 180: [-1, 0, width, 0, -1, height], 270: [0, 1, 0, -1, 0, width]}[clockwise]
    a, b, c, d, e, f = to_scan
    p, q, r, s, t, u = turn
    return image.transpose(how), [p * a + q * d, p * b + q * e, p * c + q * f + r,
                                  s * a + t * d, s * b + t * e, s * c + t * f + u], clockwise


def jpeg(image, quality, dpi):
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality, dpi=(dpi, dpi))
    return stream.getvalue()
