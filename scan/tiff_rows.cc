#include "scan/tiff_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "scan/errors.h"

namespace sohoa::scan {
namespace {

// No fax row of more than a byte decodes to this: its pixels alternate, and whole rows of them do
// not occur.
constexpr std::uint8_t kUntouched = 0xA5;

void allow(std::uint64_t bytes, std::uint64_t max_bytes) {
  if (bytes > max_bytes) {
    throw core::Error(kTooLarge,
                      {.detail = fmt::format("TIFF: a strip or tile row of {} bytes", bytes)});
  }
}

// Says it plainly when the file ends before the data does.
void checkInsideFile(TiffHandle& tiff, std::uint32_t strile) {
  const auto offset = TIFFGetStrileOffset(tiff.get(), strile);
  const auto count = TIFFGetStrileByteCount(tiff.get(), strile);
  const auto size = tiff.streamSize();
  if (offset > size || count > size - offset) {
    throw core::Error(kTruncated,
                      {.detail = fmt::format("TIFF: data up to byte {} of a file of {} bytes",
                                             offset + count, size)});
  }
}

struct Bands {
  std::size_t planes;
  std::size_t row_bytes;  // of one plane
  std::vector<std::vector<std::uint8_t>> bytes;

  Bands(const TiffLayout& layout, std::uint32_t rows, std::uint64_t max_bytes)
      : planes(layout.planar ? static_cast<std::size_t>(layout.samples) : 1),
        row_bytes((std::size_t{layout.width} * static_cast<std::size_t>(layout.bits) *
                       (layout.planar ? 1 : static_cast<std::size_t>(layout.samples)) +
                   7) /
                  8) {
    allow(std::uint64_t{row_bytes} * rows * planes, max_bytes);
    bytes.assign(planes, std::vector<std::uint8_t>(row_bytes * rows));
  }

  void visitRows(std::uint32_t first, std::uint32_t rows,
                 const std::function<void(std::uint32_t, TiffRow)>& visit) const {
    std::vector<const std::uint8_t*> pointers(planes);
    for (std::uint32_t i = 0; i < rows; ++i) {
      for (std::size_t p = 0; p < planes; ++p) pointers[p] = bytes[p].data() + i * row_bytes;
      visit(first + i, pointers);
    }
  }
};

void readStrips(TiffHandle& tiff, const TiffLayout& layout, std::uint64_t max_bytes,
                const std::function<void(std::uint32_t, TiffRow)>& visit) {
  std::uint32_t rows_per_strip = layout.height;
  TIFFGetFieldDefaulted(tiff.get(), TIFFTAG_ROWSPERSTRIP, &rows_per_strip);
  rows_per_strip = std::clamp(rows_per_strip, 1U, layout.height);
  Bands bands(layout, rows_per_strip, max_bytes);
  if (TIFFScanlineSize(tiff.get()) != static_cast<tmsize_t>(bands.row_bytes)) {
    throw core::Error(kUnsupported, {.detail = "TIFF: rows of an unusual size"});
  }
  for (std::uint32_t y = 0; y < layout.height; y += rows_per_strip) {
    const std::uint32_t rows = std::min(rows_per_strip, layout.height - y);
    for (std::size_t plane = 0; plane < bands.planes; ++plane) {
      const auto strip = TIFFComputeStrip(tiff.get(), y, static_cast<std::uint16_t>(plane));
      checkInsideFile(tiff, strip);
      const std::span into(bands.bytes[plane].data(), bands.row_bytes * rows);
      if (layout.fax) {
        readFaxStrip(tiff, strip, into, bands.row_bytes);
      } else if (TIFFReadEncodedStrip(tiff.get(), strip, into.data(),
                                      static_cast<tmsize_t>(into.size())) !=
                 static_cast<tmsize_t>(into.size())) {
        tiff.fail("decoding");
      }
      tiff.failIfCutShort("decoding");
    }
    bands.visitRows(y, rows, visit);
  }
}

struct TileSize {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

// Copies one decoded tile to its place in the band.
void placeTile(const std::vector<std::uint8_t>& tile, std::size_t tile_row_bytes,
               std::size_t offset, std::uint32_t rows, Bands& bands, std::size_t plane) {
  const std::size_t count = std::min(tile_row_bytes, bands.row_bytes - offset);
  for (std::uint32_t i = 0; i < rows; ++i) {
    std::copy_n(
        tile.begin() + static_cast<std::ptrdiff_t>(i * tile_row_bytes), count,
        bands.bytes[plane].begin() + static_cast<std::ptrdiff_t>(i * bands.row_bytes + offset));
  }
}

void readTiles(TiffHandle& tiff, const TiffLayout& layout, std::uint64_t max_bytes,
               const std::function<void(std::uint32_t, TiffRow)>& visit) {
  TileSize tile;
  TIFFGetField(tiff.get(), TIFFTAG_TILEWIDTH, &tile.width);
  TIFFGetField(tiff.get(), TIFFTAG_TILELENGTH, &tile.height);
  const auto tile_bytes = TIFFTileSize(tiff.get());
  const auto tile_row_bytes = TIFFTileRowSize(tiff.get());
  if (tile.width == 0 || tile.height == 0 || tile_bytes <= 0 || tile_row_bytes <= 0 ||
      tile_bytes / tile_row_bytes < static_cast<tmsize_t>(tile.height)) {
    tiff.fail("measuring tiles");
  }
  allow(static_cast<std::uint64_t>(tile_bytes), max_bytes);
  Bands bands(layout, std::min(tile.height, layout.height), max_bytes);
  std::vector<std::uint8_t> buffer(static_cast<std::size_t>(tile_bytes));
  const auto plane_samples = layout.planar ? 1U : static_cast<unsigned>(layout.samples);
  for (std::uint32_t y = 0; y < layout.height; y += tile.height) {
    const std::uint32_t rows = std::min(tile.height, layout.height - y);
    for (std::size_t plane = 0; plane < bands.planes; ++plane) {
      for (std::uint32_t x = 0; x < layout.width; x += tile.width) {
        const auto index = TIFFComputeTile(tiff.get(), x, y, 0, static_cast<std::uint16_t>(plane));
        checkInsideFile(tiff, index);
        if (TIFFReadEncodedTile(tiff.get(), index, buffer.data(), tile_bytes) < 0) {
          tiff.fail("decoding");
        }
        tiff.failIfCutShort("decoding");
        const auto offset = std::size_t{x} * plane_samples * static_cast<unsigned>(layout.bits) / 8;
        placeTile(buffer, static_cast<std::size_t>(tile_row_bytes), offset, rows, bands, plane);
      }
    }
    bands.visitRows(y, rows, visit);
  }
}

}  // namespace

void readFaxStrip(TiffHandle& tiff, std::uint32_t strip, std::span<std::uint8_t> into,
                  std::size_t row_bytes) {
  std::fill(into.begin(), into.end(), kUntouched);
  if (TIFFReadEncodedStrip(tiff.get(), strip, into.data(), static_cast<tmsize_t>(into.size())) <
      0) {
    tiff.fail("decoding");
  }
  tiff.failIfCutShort("decoding");
  const auto last = into.last(row_bytes);
  if (row_bytes > 1 &&
      std::all_of(last.begin(), last.end(), [](std::uint8_t byte) { return byte == kUntouched; })) {
    throw core::Error(kTruncated, {.detail = "TIFF: the fax data ends before the page does"});
  }
}

void forEachTiffRow(TiffHandle& tiff, const TiffLayout& layout, std::uint64_t max_band_bytes,
                    const std::function<void(std::uint32_t y, TiffRow planes)>& visit) {
  if (layout.tiled) {
    readTiles(tiff, layout, max_band_bytes, visit);
  } else {
    readStrips(tiff, layout, max_band_bytes, visit);
  }
}

}  // namespace sohoa::scan
