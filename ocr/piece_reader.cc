#include "ocr/piece_reader.h"

#include <opencv2/imgproc.hpp>

#include "ocr/cleaning.h"

namespace sohoa::ocr {
namespace {

constexpr double kMargin = 0.05;  // inches

void shift(std::vector<core::Block>& blocks, cv::Point by) {
  const auto move = [by](core::Box& box) { box.x += by.x, box.y += by.y; };
  for (auto& block : blocks) {
    move(block.box);
    for (auto& line : block.lines) {
      move(line.box);
      for (auto& word : line.words) move(word.box);
    }
  }
}

}  // namespace

std::vector<core::Block> PieceReader::read(const cv::Rect& place, Layout layout, double smooth) {
  const int margin = static_cast<int>(kMargin * dpi_);
  cv::Mat framed;
  cv::copyMakeBorder(grey_(place), framed, margin, margin, margin, margin,
                     cv::BORDER_CONSTANT | cv::BORDER_ISOLATED, cv::Scalar(kPaperWhite));
  if (smooth > 0) cv::GaussianBlur(framed, framed, {}, smooth);
  auto blocks = engine_.recognise(framed, dpi_, deadline_, layout);
  shift(blocks, place.tl() - cv::Point(margin, margin));
  return blocks;
}

}  // namespace sohoa::ocr
