#include "ocr/page_text.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "ocr/cleaning.h"
#include "ocr/doubtful_lines.h"
#include "ocr/missed_ink.h"
#include "ocr/piece_reader.h"
#include "ocr/reading_order.h"
#include "ocr/rules.h"
#include "ocr/stray_ink.h"
#include "ocr/table.h"

namespace sohoa::ocr {
namespace {

constexpr double kInkShare = 0.65;  // of the paper's light
constexpr double kCellRim = 0.015;  // inches
constexpr double kLineHeight = 0.27;
constexpr double kSmallestInk = 0.03;  // a full stop is not worth a look
constexpr double kSurelyWord = 0.5;
constexpr double kLargestCell = 0.25;  // of the page; more may hold columns of its own

core::Box toBox(const cv::Rect& r) { return {r.x, r.y, r.width, r.height}; }

// Where the ink of a piece is, without specks; empty when there is none.
cv::Rect inkBox(const cv::Mat& piece, double dpi) {
  cv::Mat ink;
  cv::threshold(piece, ink, kInkShare * kPaperWhite, 255, cv::THRESH_BINARY_INV);
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(ink, labels, stats, centres, 8, CV_32S);
  cv::Rect box;
  for (int i = 1; i < count; ++i) {
    const auto* s = stats.ptr<int>(i);
    if (std::max(s[cv::CC_STAT_WIDTH], s[cv::CC_STAT_HEIGHT]) < kSmallestInk * dpi) continue;
    const cv::Rect shape{s[cv::CC_STAT_LEFT], s[cv::CC_STAT_TOP], s[cv::CC_STAT_WIDTH],
                         s[cv::CC_STAT_HEIGHT]};
    box = box.empty() ? shape : box | shape;
  }
  return box;
}

class Page {
 public:
  Page(RecognitionEngine& engine, const cv::Mat& grey, double dpi, Deadline deadline)
      : engine_(engine), dpi_(dpi), deadline_(deadline), pieces_(engine, grey_, dpi, deadline) {
    const Rules rules = findRules(grey, dpi);
    tables_ = findTables(rules, dpi);
    grey_ = withoutRules(grey, rules);
    if (!tables_.empty() && grey_.data == grey.data) grey_ = grey.clone();
    for (const Table& table : tables_) {
      for (const cv::Rect& edge : table.edges) {
        grey_(edge & whole()).setTo(cv::Scalar(kPaperWhite));
      }
    }
  }

  std::vector<core::Block> read() {
    std::vector<std::vector<core::Block>> inside;
    for (const Table& table : tables_) inside.push_back(readTable(table));
    cv::Mat outside = grey_;
    if (!tables_.empty()) {
      outside = grey_.clone();
      for (const Table& table : tables_) {
        outside(table.box & whole()).setTo(cv::Scalar(kPaperWhite));
      }
    }
    auto blocks = withoutStrayInk(
        together(engine_.recognise(outside, dpi_, deadline_, Layout::kPage), std::move(inside)));
    readDoubtfulAgain(blocks, readMissed(blocks), pieces_);
    return blocks;
  }

 private:
  // What layout analysis passed over is worth a look, and believed when it is clearly a word.
  // Returns the places where nothing was.
  std::vector<cv::Rect> readMissed(std::vector<core::Block>& blocks) {
    std::vector<cv::Rect> unread;
    for (const cv::Rect& place : missedInk(grey_, dpi_, blocks)) {
      bool found = false;
      for (auto& block : withoutStrayInk(pieces_.read(place, Layout::kLine))) {
        for (auto& line : block.lines) {
          std::erase_if(line.words, [](const core::Word& w) { return w.confidence < kSurelyWord; });
          line.box = {};
          for (const auto& word : line.words) line.box = line.box.unite(word.box);
          found = found || !line.words.empty();
          if (!line.words.empty()) insertLine(blocks, std::move(line), dpi_);
        }
      }
      if (!found) unread.push_back(place);
    }
    return unread;
  }

  [[nodiscard]] cv::Rect whole() const { return {0, 0, grey_.cols, grey_.rows}; }

  std::vector<core::Block> readTable(const Table& table) {
    std::vector<core::Block> blocks;
    for (const cv::Rect& cell : table.cells) {
      const int rim = static_cast<int>(kCellRim * dpi_);
      const cv::Rect room =
          cv::Rect(cell.x + rim, cell.y + rim, cell.width - 2 * rim, cell.height - 2 * rim) &
          whole();
      if (room.empty()) continue;
      const cv::Rect ink = inkBox(grey_(room), dpi_);
      if (ink.empty()) continue;
      const bool large = static_cast<double>(room.area()) > kLargestCell * whole().area();
      const bool line = ink.height <= kLineHeight * dpi_;
      auto found = pieces_.read(ink + room.tl(), large  ? Layout::kPage
                                                 : line ? Layout::kLine
                                                        : Layout::kBlock);
      std::move(found.begin(), found.end(), std::back_inserter(blocks));
    }
    return blocks;
  }

  // Puts each table before the first block that begins below it.
  std::vector<core::Block> together(std::vector<core::Block> outside,
                                    std::vector<std::vector<core::Block>> inside) {
    std::vector<std::vector<core::Block>> units;
    std::vector<core::Box> boxes;
    for (auto& block : outside) {
      boxes.push_back(block.box);
      units.emplace_back().push_back(std::move(block));
    }
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      const core::Box box = toBox(tables_[i].box);
      const auto next = std::find_if(boxes.begin(), boxes.end(), [&](const core::Box& b) {
        return b.y + b.height / 2 > box.bottom();
      });
      units.insert(units.begin() + (next - boxes.begin()), std::move(inside[i]));
      boxes.insert(next, box);
    }
    std::vector<core::Block> ordered;
    for (const std::size_t i : readingOrder(boxes)) {
      std::move(units[i].begin(), units[i].end(), std::back_inserter(ordered));
    }
    return ordered;
  }

  RecognitionEngine& engine_;
  cv::Mat grey_;  // without rules
  double dpi_;
  Deadline deadline_;
  std::vector<Table> tables_;
  PieceReader pieces_;
};

}  // namespace

std::vector<core::Block> readUpright(RecognitionEngine& engine, const cv::Mat& grey, double dpi,
                                     Deadline deadline) {
  return Page(engine, grey, dpi, deadline).read();
}

}  // namespace sohoa::ocr
