#include "scan/sane_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

#include "core/error.h"
#include "core/ports/scanner_errors.h"
#include "scan/errors.h"

namespace sohoa::scan {
namespace {

using core::Error;
using Bytes = std::vector<std::uint8_t>;

constexpr auto kSignOfLife = std::chrono::seconds(1);

[[noreturn]] void contradiction(const std::string& what) {
  throw Error(core::kScannerIo, {.detail = "driver: " + what});
}

struct Frame {
  SANE_Parameters parameters{};
  int height = 0;
  Bytes rows;  // parameters.bytes_per_line each
};

int components(SANE_Frame format) { return format == SANE_FRAME_RGB ? 3 : 1; }

void check(const SANE_Parameters& p, std::uint64_t max_pixels) {
  if (p.pixels_per_line <= 0 || p.bytes_per_line <= 0) contradiction("no pixels in a line");
  if (p.format < SANE_FRAME_GRAY || p.format > SANE_FRAME_BLUE) {
    throw Error(kUnsupported,
                {.detail = fmt::format("frame format {}", static_cast<int>(p.format))});
  }
  const bool bilevel = p.depth == 1 && p.format == SANE_FRAME_GRAY;
  if (!bilevel && p.depth != 8 && p.depth != 16) {
    throw Error(kUnsupported, {.detail = fmt::format("{} bits a component", p.depth)});
  }
  const auto bits = static_cast<std::uint64_t>(p.pixels_per_line) *
                    static_cast<std::uint64_t>(components(p.format) * p.depth);
  if (static_cast<std::uint64_t>(p.bytes_per_line) * 8 < bits) contradiction("short lines");
  if (static_cast<std::uint64_t>(p.bytes_per_line) > 2 * (bits / 8) + 4096) {
    contradiction("long lines");
  }
  const auto lines = static_cast<std::uint64_t>(std::max(0, p.lines));
  if (static_cast<std::uint64_t>(p.pixels_per_line) * std::max<std::uint64_t>(1, lines) >
      max_pixels) {
    throw Error(kTooLarge, {.detail = fmt::format("{} x {} pixels", p.pixels_per_line, p.lines)});
  }
}

Frame readFrame(SANE_Handle handle, std::uint64_t max_pixels, const std::function<void()>& alive) {
  if (const auto status = ::sane_start(handle); status != SANE_STATUS_GOOD) {
    throw SaneStop{status, "sane_start"};
  }
  alive();
  Frame frame;
  auto& p = frame.parameters;
  if (const auto status = ::sane_get_parameters(handle, &p); status != SANE_STATUS_GOOD) {
    throw SaneStop{status, "sane_get_parameters"};
  }
  check(p, max_pixels);
  const auto line = static_cast<std::size_t>(p.bytes_per_line);
  const auto most_lines = max_pixels / static_cast<std::uint64_t>(p.pixels_per_line);
  if (p.lines > 0) frame.rows.reserve(line * static_cast<std::size_t>(p.lines));
  auto told = std::chrono::steady_clock::now();
  std::array<SANE_Byte, 64 * 1024> piece;
  for (;;) {
    SANE_Int count = 0;
    const auto status =
        ::sane_read(handle, piece.data(), static_cast<SANE_Int>(piece.size()), &count);
    if (status == SANE_STATUS_EOF) break;
    if (status != SANE_STATUS_GOOD) throw SaneStop{status, "sane_read"};
    if (count < 0 || static_cast<std::size_t>(count) > piece.size()) contradiction("piece size");
    frame.rows.insert(frame.rows.end(), piece.data(), piece.data() + count);
    if (frame.rows.size() / line > most_lines) {
      throw Error(kTooLarge, {.detail = fmt::format("more than {} lines", most_lines)});
    }
    const auto now = std::chrono::steady_clock::now();
    // Only data that comes is a sign of life.
    if (count > 0 && now - told >= kSignOfLife) {
      told = now;
      alive();
    }
  }
  frame.height = static_cast<int>(frame.rows.size() / line);
  if (frame.height == 0) contradiction("an empty picture");
  if (p.lines > 0 && frame.height < p.lines) contradiction("the picture ends early");
  if (p.lines > 0) frame.height = p.lines;
  frame.rows.resize(line * static_cast<std::size_t>(frame.height));
  return frame;
}

// Leaves out what pads a line.
SheetPicture pictureFrom(Frame frame, double resolution) {
  const auto& p = frame.parameters;
  SheetPicture picture{
      {p.pixels_per_line, frame.height}, components(p.format), p.depth, {}, resolution};
  const auto stride = picture.stride();
  const auto line = static_cast<std::size_t>(p.bytes_per_line);
  if (stride == line) {
    picture.pixels = std::move(frame.rows);
    return picture;
  }
  picture.pixels.reserve(stride * static_cast<std::size_t>(frame.height));
  for (int y = 0; y < frame.height; ++y) {
    const auto* row = frame.rows.data() + line * static_cast<std::size_t>(y);
    picture.pixels.insert(picture.pixels.end(), row, row + stride);
  }
  return picture;
}

// Red, green and blue pictures woven into one.
class ThreePasses {
 public:
  void add(SANE_Frame band, SheetPicture picture) {
    const auto at = static_cast<std::size_t>(band - SANE_FRAME_RED);
    if (!bands_[at].pixels.empty()) contradiction("a colour came twice");
    bands_[at] = std::move(picture);
  }
  [[nodiscard]] SheetPicture woven() const {
    const auto& red = bands_[0];
    for (const auto& band : bands_) {
      if (band.pixels.empty() || !(band.size == red.size) || band.bits != red.bits) {
        contradiction("three passes that do not fit together");
      }
    }
    SheetPicture out{red.size, 3, red.bits, {}, red.resolution};
    const auto sample = static_cast<std::size_t>(red.bits / 8);
    out.pixels.reserve(3 * red.pixels.size());
    for (std::size_t at = 0; at < red.pixels.size(); at += sample) {
      for (const auto& band : bands_) {
        const auto* from = band.pixels.data() + at;
        out.pixels.insert(out.pixels.end(), from, from + sample);
      }
    }
    return out;
  }

 private:
  std::array<SheetPicture, 3> bands_;
};

}  // namespace

SheetPicture readSheet(SANE_Handle handle, double resolution, std::uint64_t max_pixels,
                       const std::function<void()>& alive) {
  auto frame = readFrame(handle, max_pixels, alive);
  if (frame.parameters.format <= SANE_FRAME_RGB) return pictureFrom(std::move(frame), resolution);
  ThreePasses passes;
  for (int pass = 1;; ++pass) {
    const auto band = frame.parameters.format;
    if (band < SANE_FRAME_RED) contradiction("a pass without a colour");
    const bool last = frame.parameters.last_frame == SANE_TRUE;
    passes.add(band, pictureFrom(std::move(frame), resolution));
    if (last || pass == 3) return passes.woven();
    frame = readFrame(handle, max_pixels, alive);
  }
}

}  // namespace sohoa::scan
