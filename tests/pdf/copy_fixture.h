#pragma once

#include <zlib.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/child_process.h"
#include "core/error.h"
#include "core/file.h"
#include "core/ports/copy_assembler.h"
#include "tests/support/slug_of.h"

// Pages made up for the assembler's tests, and the foreign programs that judge its files.
namespace sohoa::pdf::testing {

using test::slugOf;

inline std::vector<std::uint8_t> deflate(const std::vector<std::uint8_t>& rows) {
  auto size = compressBound(rows.size());
  std::vector<std::uint8_t> out(size);
  compress2(out.data(), &size, rows.data(), rows.size(), 9);
  out.resize(size);
  return out;
}

// White, with a black bar along the top edge of the master: shows which way up it landed.
inline core::EncodedImage greyImage(core::Size size, int bar_height) {
  core::EncodedImage image;
  image.codec = core::EncodedImage::Codec::kFlate;
  image.size = size;
  image.components = 1;
  image.bits = 8;
  std::vector<std::uint8_t> rows(static_cast<std::size_t>(size.width) * size.height, 255);
  std::fill_n(rows.begin(), static_cast<std::size_t>(size.width) * bar_height, std::uint8_t{0});
  image.bytes = deflate(rows);
  return image;
}

inline core::Line line(std::string_view text, int x, int y, int height, int letter_width) {
  core::Line out;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto end = std::min(text.find(' ', at), text.size());
    core::Word word;
    word.text = std::string(text.substr(at, end - at));
    int letters = 0;
    for (const char c : word.text) letters += (c & 0xC0) != 0x80 ? 1 : 0;
    word.box = {x, y, letters * letter_width, height};
    word.confidence = 0.9;
    x += (letters + 1) * letter_width;
    out.box = out.box.unite(word.box);
    out.words.push_back(std::move(word));
    at = end + 1;
  }
  return out;
}

inline core::Block block(std::vector<core::Line> lines) {
  core::Block out;
  for (const auto& each : lines) out.box = out.box.unite(each.box);
  out.lines = std::move(lines);
  return out;
}

inline core::CopySpec::Page page(core::EncodedImage image, double dpi) {
  core::CopySpec::Page out;
  out.result.geometry.master = image.size;
  out.result.geometry.resolution = {dpi, dpi};
  out.image = std::move(image);
  return out;
}

inline core::CopySpec spec(std::vector<core::CopySpec::Page> pages) {
  core::CopySpec out;
  out.page_count = static_cast<int>(pages.size());
  out.page = [pages = std::move(pages)](int i) { return pages.at(static_cast<std::size_t>(i)); };
  out.title = "Quyết định <125> & (phụ lục)";
  out.sources = {core::sha256(std::string_view("master"))};
  out.created = core::parseIso8601("2026-11-22T08:30:00+07:00");
  return out;
}

inline core::ChildResult run(const std::vector<std::string>& argv) {
  return core::runChild(argv, {}, std::chrono::minutes(2));
}

// `raw` keeps the order of the content stream; without it poppler looks for columns and tables.
inline std::string textOf(const std::filesystem::path& pdf, bool raw = false) {
  std::vector<std::string> argv{"pdftotext", pdf.string(), "-"};
  if (raw) argv.insert(argv.begin() + 1, "-raw");
  return run(argv).standard_output;
}

// Grey pixels of one page.
struct Picture {
  int width = 0;
  int height = 0;
  std::string pixels;
  [[nodiscard]] int at(int x, int y) const {
    return static_cast<unsigned char>(pixels.at(static_cast<std::size_t>(y) * width + x));
  }
};

inline Picture render(const std::filesystem::path& pdf, int dpi, int page = 1) {
  const auto number = std::to_string(page);
  const auto out = run({"pdftoppm", "-gray", "-r", std::to_string(dpi), "-f", number, "-l", number,
                        pdf.string()})
                       .standard_output;
  Picture picture;
  int most = 0;
  int header = 0;
  if (std::sscanf(out.c_str(), "P5 %d %d %d%n", &picture.width, &picture.height, &most, &header) ==
      3) {
    picture.pixels = out.substr(static_cast<std::size_t>(header) + 1);
  }
  return picture;
}

}  // namespace sohoa::pdf::testing
