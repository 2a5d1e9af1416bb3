"""Boxes carried from the sheet that bench/make_pages printed to the upright frame `sohoa ocr` speaks of."""

import math


def then(first, second):
    """The map x' = a x + b y + c, y' = d x + e y + f of `first`, followed by `second`."""
    a, b, c, d, e, f = first
    k, l, m, n, o, p = second
    return k * a + l * d, k * b + l * e, k * c + l * f + m, n * a + o * d, n * b + o * e, n * c + o * f + p


def sheet_to_upright(page, read):
    """`page` is the truth's, `read` that of `sohoa ocr --json`: turned, then turned back by the skew found."""
    width, height = page["width"], page["height"]
    turn = {0: (1, 0, 0, 0, 1, 0), 90: (0, 1, 0, -1, 0, width), 180: (-1, 0, width, 0, -1, height),
            270: (0, -1, height, 1, 0, 0)}[page["orientation"]]
    w, h = (height, width) if page["orientation"] % 180 else (width, height)
    angle = math.radians(read["skew_deg"])
    cos, sin = math.cos(angle), math.sin(angle)
    frame_w, frame_h = w * cos + h * abs(sin), w * abs(sin) + h * cos
    back = (cos, sin, frame_w / 2 - cos * w / 2 - sin * h / 2, -sin, cos, frame_h / 2 + sin * w / 2 - cos * h / 2)
    return then(then(tuple(page["to_scan"]), turn), back), (frame_w, frame_h)


def carried(affine, box, frame):
    """x0, y0, x1, y1 round what a box x, y, width, height becomes, as far as it lies in the frame."""
    a, b, c, d, e, f = affine
    x, y, w, h = box
    corners = [(a * px + b * py + c, d * px + e * py + f) for px in (x, x + w) for py in (y, y + h)]
    xs, ys = zip(*corners)
    return max(0, min(xs)), max(0, min(ys)), min(frame[0], max(xs)), min(frame[1], max(ys))


def area(box):
    return max(0, box[2] - box[0]) * max(0, box[3] - box[1])


def shared(one, other):
    return area((max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])))


def edges(box):
    """Of a box x, y, width, height."""
    return box[0], box[1], box[0] + box[2], box[1] + box[3]
