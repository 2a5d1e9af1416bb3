#include "cli/record_layout.h"

#include <algorithm>

#include "core/text.h"

namespace sohoa::cli {
namespace {

using Anchor = core::PrintedSheet::Anchor;

constexpr double kLineHeight = 6;  // of 13 points, single spacing and a little
constexpr double kAscent = 4.6;
constexpr double kRule = 0.2;
constexpr double kCellRoom = 2;

}  // namespace

RecordLayout::RecordLayout(Measure measure) : measure_(std::move(measure)), sheets_(1) {}

double RecordLayout::widthOf(const std::string& line, double points, Face face) const {
  return measure_({line, 0, points, 0, Anchor::kLeft, face});
}

void RecordLayout::centred(std::string_view words, double x, double points, Face face) {
  last_ = {core::toNfc(words), y_ + kAscent, points, x, Anchor::kCentre, face};
  sheet().texts.push_back(last_);
}

void RecordLayout::centredWithin(std::string_view words, double x, double width, double points,
                                 Face face) {
  const auto lines = wrapped(words, width, face, 0, points);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) down(kLineHeight - 0.7);
    centred(lines[i], x, points, face);
  }
}

void RecordLayout::underline(double share) {
  const double width = share * widthOf(last_.line, last_.points, last_.face);
  sheet().bars.push_back({last_.x - width / 2, last_.base + 1.6, width, kRule});
}

std::vector<std::string> RecordLayout::wrapped(std::string_view words, double width, Face face,
                                               double first_indent, double points) const {
  std::vector<std::string> lines(1);
  const auto text = core::printable(core::squeeze(words));
  for (std::size_t start = 0; start < text.size();) {
    auto end = std::min(text.find(' ', start), text.size());
    std::string word = text.substr(start, end - start);
    const double room = width - (lines.size() == 1 ? first_indent : 0);
    const auto longer = lines.back().empty() ? word : lines.back() + " " + word;
    if (widthOf(longer, points, face) <= room) {
      lines.back() = longer;
    } else if (!lines.back().empty()) {
      lines.emplace_back();
      continue;
    } else {  // a path without a space is cut where it must be
      auto letters = core::codePoints(word);
      std::size_t take = letters.size();
      while (take > 1 &&
             widthOf(core::toUtf8(
                         {letters.begin(), letters.begin() + static_cast<std::ptrdiff_t>(take)}),
                     points, face) > room) {
        --take;
      }
      lines.back() =
          core::toUtf8({letters.begin(), letters.begin() + static_cast<std::ptrdiff_t>(take)});
      if (take < letters.size()) {
        end = start + lines.back().size();
        lines.emplace_back();
        start = end;
        continue;
      }
    }
    start = end + 1;
  }
  if (lines.size() > 1 && lines.back().empty()) lines.pop_back();
  return lines;
}

void RecordLayout::line(const std::string& words, double x, Anchor anchor, Face face) {
  sheet().texts.push_back({words, y_ + kAscent, kPoints, x, anchor, face});
}

void RecordLayout::paragraph(std::string_view words, Face face, double indent) {
  bool first = true;
  for (const auto& each : wrapped(words, kRight - kLeft, face, indent)) {
    keepTogether(kLineHeight);
    line(each, kLeft + (first ? indent : 0), Anchor::kLeft, face);
    first = false;
    down(kLineHeight);
  }
  down(0.6);
}

void RecordLayout::row(const std::vector<Cell>& cells, Face face) {
  std::vector<std::vector<std::string>> columns;
  std::size_t most = 1;
  for (const auto& cell : cells) {
    columns.push_back(wrapped(cell.words, cell.width - 2 * kCellRoom, face, 0));
    most = std::max(most, columns.back().size());
  }
  const double height = kLineHeight * static_cast<double>(most) + 1;
  keepTogether(height);
  const double top = y_;
  double x = kLeft;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    const auto& cell = cells[c];
    const double at = cell.anchor == Anchor::kLeft     ? x + kCellRoom
                      : cell.anchor == Anchor::kCentre ? x + cell.width / 2
                                                       : x + cell.width - kCellRoom;
    y_ = top + 0.3;
    for (const auto& each : columns[c]) {
      line(each, at, cell.anchor, face);
      y_ += kLineHeight;
    }
    sheet().bars.push_back({x, top, kRule, height});
    x += cell.width;
  }
  sheet().bars.push_back({x, top, kRule, height + kRule});
  sheet().bars.push_back({kLeft, top, x - kLeft, kRule});
  sheet().bars.push_back({kLeft, top + height, x - kLeft, kRule});
  y_ = top + height;
}

void RecordLayout::down(double millimetres) { y_ += millimetres; }

void RecordLayout::keepTogether(double millimetres) {
  if (y_ + millimetres <= kBottom) return;
  sheets_.emplace_back();
  y_ = kTop;
}

std::vector<core::PrintedSheet> RecordLayout::finish() {
  for (std::size_t i = 1; i < sheets_.size(); ++i) {
    sheets_[i].texts.push_back({std::to_string(i + 1), 13, kPoints});
  }
  return std::move(sheets_);
}

}  // namespace sohoa::cli
