"""embed.py DIST OUT.cc: the built console as a table of compressed files."""

import gzip
import hashlib
import sys
from pathlib import Path

MEDIA = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8",
         ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".json": "application/json"}


def literal(data):
    """Bytes as string literals: far quicker to compile than a list of numbers."""
    octal = "".join(f"\\{byte:03o}" for byte in data)
    return "\n".join(f'    "{octal[at:at + 96]}"' for at in range(0, len(octal), 96))


def main(dist, out):
    files = sorted(path for path in dist.rglob("*") if path.is_file())
    lines = ["// Made from server/web.", '#include "server/console.h"', "",
             "namespace sohoa::server {", "namespace {", ""]
    rows = []
    for number, path in enumerate(files):
        name = "/" + path.relative_to(dist).as_posix()
        packed = gzip.compress(path.read_bytes(), 9, mtime=0)
        tag = hashlib.sha256(packed).hexdigest()
        lines += [f"alignas(8) constexpr char kFile{number}[] =", literal(packed) + ";", ""]
        kept = "true" if name.startswith("/assets/") else "false"
        rows.append(f'    ConsoleFile{{"{name}", "{MEDIA[path.suffix]}", '
                    f"bytes(kFile{number}, {len(packed)}), "
                    f'"\\"sha256:{tag}\\"", {kept}}},')
    lines += ["std::span<const std::uint8_t> bytes(const char* text, std::size_t size) {",
              "  return {reinterpret_cast<const std::uint8_t*>(text), size};", "}", "",
              "}  // namespace", "", "std::span<const ConsoleFile> consoleFiles() {",
              "  static const ConsoleFile kFiles[] = {", *rows, "  };", "  return kFiles;", "}", "",
              "}  // namespace sohoa::server", ""]
    out.write_text("\n".join(lines))


main(Path(sys.argv[1]), Path(sys.argv[2]))
