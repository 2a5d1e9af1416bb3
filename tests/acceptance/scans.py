"""Makes small scans, good and bad ones, with nothing but the standard library and poppler."""

import struct
import subprocess
import tempfile
import zlib
from pathlib import Path


def typed_pdf(lines):
    """An A6 page with these ASCII lines, as a PDF with real text."""
    text = "BT /F 14 Tf 18 TL 24 380 Td " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    bodies = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>",
              "<</Type/Page/Parent 2 0 R/MediaBox[0 0 298 420]/Contents 4 0 R"
              "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
              f"<</Length {len(text)}>>\nstream\n{text}\nendstream"]
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    return (out + f"xref\n0 5\n0000000000 65535 f \n{table}"
            f"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n").encode("ascii")


def jpeg(lines, dpi=150):
    """A scanned A6 page with these lines, as JPEG."""
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder, "typed.pdf")
        pdf.write_bytes(typed_pdf(lines))
        subprocess.run(["pdftoppm", "-jpeg", "-gray", "-singlefile", "-r", str(dpi), pdf,
                        Path(folder, "page")], check=True)
        return Path(folder, "page.jpg").read_bytes()


def notice(number):
    """A page of its own: no two numbers give the same bytes."""
    return jpeg([f"THONG BAO SO {number}", "Uy ban nhan dan phuong thong bao", "lich tiep cong dan",
                 f"ngay {1 + number % 28} thang 11 nam 2026."])


def numbered_pages(folder, count):
    """So many small pages with next to nothing to read, each with its number, as JPEG files."""
    streams = [f"BT /F 30 Tf 40 200 Td (PHIEU SO {1000 + number}) Tj ET" for number in range(count)]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    bodies = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {count}/Kids[{kids}]>>",
              "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    for number, text in enumerate(streams):
        bodies += ["<</Type/Page/Parent 2 0 R/MediaBox[0 0 298 420]"
                   f"/Contents {5 + 2 * number} 0 R/Resources<</Font<</F 3 0 R>>>>>>",
                   f"<</Length {len(text)}>>\nstream\n{text}\nendstream"]
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out += (f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}"
            f"trailer\n<</Size {len(bodies) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n")
    with tempfile.TemporaryDirectory() as work:
        pdf = Path(work, "pages.pdf")
        pdf.write_text(out)
        subprocess.run(["pdftoppm", "-jpeg", "-gray", "-r", "75", pdf, folder / "page"], check=True)


def image_pdf(jpg, width, height):
    """A scanner's PDF around one JPEG."""
    content = b"q 298 0 0 420 0 0 cm /I Do Q"
    bodies = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
              b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 298 420]/Contents 4 0 R"
              b"/Resources<</XObject<</I 5 0 R>>>>>>",
              b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
              b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB"
              b"/BitsPerComponent 8/Filter/DCTDecode/Length %d>>\nstream\n%s\nendstream"
              % (width, height, len(jpg), jpg)]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets)
    return bytes(out) + b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start


def tiff(width=400, height=400):
    """A bilevel page, uncompressed: a black frame on white."""
    stride = (width + 7) // 8
    rows = [b"\xff" * stride if 40 < y < height - 40 else b"\x00" * stride for y in range(height)]
    pixels = b"".join(rows)
    tags = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 1), (259, 3, 1, 1), (262, 3, 1, 1),
            (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, len(pixels))]
    directory = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return struct.pack("<2sHI", b"II", 42, 8 + len(pixels)) + pixels + directory + b"\0\0\0\0"


def tiff_without_pages():
    return struct.pack("<2sHI", b"II", 42, 0)


def png_bomb(side=20000):
    """A few hundred kilobytes that unfold to side x side grey pixels."""

    def chunk(kind, data):
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(side + 1)) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
