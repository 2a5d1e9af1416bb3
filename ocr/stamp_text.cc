#include "ocr/stamp_text.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/text.h"
#include "ocr/cleaning.h"
#include "ocr/loose_ink.h"
#include "ocr/raster_view.h"
#include "ocr/working_image.h"

namespace sohoa::ocr {
namespace {

constexpr std::size_t kMostPatches = 8;
constexpr double kSurelyPrint = 0.5;  // confidence
constexpr double kClearPrint = 0.9;
constexpr double kApart = 0.9;  // heights of a word
constexpr double kMuchHigher = 2;
constexpr std::size_t kMostStampWords = 3, kMostStampLetters = 9;
constexpr double kMillimetresPerInch = 25.4;
constexpr double kOneLine = 13;  // millimetres; a frameless line of 26 points with its marks
constexpr double kLookDpi = 100;
constexpr double kLeastCapital = 28;  // pixels; smaller letters are enlarged

// A few capitals that stand apart in a line may be a stamp put beside print; as a line of their own
// they are part of the text when they were read well.
bool mayBeStamp(const core::Line& line, std::size_t from, std::size_t to) {
  const bool alone = from == 0 && to == line.words.size();
  const auto clear = [](const core::Word& word) { return word.confidence >= kClearPrint; };
  if (alone && std::all_of(line.words.begin(), line.words.end(), clear)) return false;
  std::size_t letters = 0;
  for (std::size_t i = from; i < to; ++i) {
    const auto& text = line.words[i].text;
    if (core::toUpper(text) != text) return false;
    letters += core::codePoints(text).size();
  }
  return to - from <= kMostStampWords && letters <= kMostStampLetters;
}

// A stamp beside smaller print stands closer to it than its own letters are high.
bool standApart(const core::Box& left, const core::Box& right) {
  const int gap = right.x - left.right();
  const auto [low, high] = std::minmax(left.height, right.height);
  return gap > kApart * (high > kMuchHigher * low ? low : high);
}

// Words that are surely print, boxes in pixels of the picture.
std::vector<core::Word> printOn(const WorkingImage& image, const std::vector<core::Block>& blocks) {
  std::vector<core::Word> words;
  const auto account = [&](const core::Line& line, std::size_t from, std::size_t to) {
    if (mayBeStamp(line, from, to)) return;
    for (std::size_t i = from; i < to; ++i) {
      core::Word word = line.words[i];
      const auto scaled = [&](int v) { return static_cast<int>(std::lround(v * image.scale)); };
      word.box = {scaled(word.box.x), scaled(word.box.y), scaled(word.box.width),
                  scaled(word.box.height)};
      if (word.confidence >= kSurelyPrint) words.push_back(std::move(word));
    }
  };
  for (const auto& block : blocks) {
    for (const auto& line : block.lines) {
      std::size_t from = 0;
      for (std::size_t i = 1; i <= line.words.size(); ++i) {
        const bool apart =
            i == line.words.size() || standApart(line.words[i - 1].box, line.words[i].box);
        if (!apart) continue;
        account(line, from, i);
        from = i;
      }
    }
  }
  return words;
}

bool inSeal(const core::Box& box, const std::vector<core::Mark>& marks) {
  const int x = box.x + box.width / 2, y = box.y + box.height / 2;
  return std::any_of(marks.begin(), marks.end(), [&](const core::Mark& mark) {
    return mark.kind == core::Mark::Kind::kSeal && x >= mark.box.x && x < mark.box.right() &&
           y >= mark.box.y && y < mark.box.bottom();
  });
}

core::Box uprightBox(const cv::Rect& box, const WorkingImage& image) {
  const auto scaled = [&](int v) { return static_cast<int>(std::lround(v / image.scale)); };
  return {scaled(box.x), scaled(box.y), scaled(box.width), scaled(box.height)};
}

// What is not accounted for, with ink of every colour dark.
struct Unread {
  WorkingImage image;
  std::vector<LooseInk> patches;
};

Unread unread(const core::Raster& page, const WorkingImage& read,
              const core::PageGeometry& geometry, const std::vector<core::Block>& blocks) {
  const auto patches = [&](const WorkingImage& image) {
    const auto rows = static_cast<int>(std::ceil(geometry.upright().height * image.scale));
    return looseInk(image.grey, image.dpi, printOn(image, blocks), kMostPatches, rows);
  };
  if (page.format != core::Raster::Format::kRgb) return {read, patches(read)};
  // Colours that drop out for the text. Most pages have nothing that is worth a closer look.
  const cv::Size size = workingSize(geometry);
  const double reduction = std::min(1.0, kLookDpi / workingDpi(geometry));
  const cv::Size small(std::max(1, static_cast<int>(size.width * reduction)),
                       std::max(1, static_cast<int>(size.height * reduction)));
  const auto look = makeUprightSmall(flattenBackground(reducedInkGrey(page, small)), geometry);
  if (!hasLooseInk(look.grey, look.dpi, printOn(look, blocks))) return {};
  auto head = makeUpright(flattenBackground(reducedInkGrey(page, size)), geometry, kHeadShare);
  auto found = patches(head);
  return {std::move(head), std::move(found)};
}

}  // namespace

std::vector<core::Line> readStamps(RecognitionEngine& engine, const core::Raster& page,
                                   const WorkingImage& read, const core::PageGeometry& geometry,
                                   const std::vector<core::Block>& blocks,
                                   const std::vector<core::Mark>& marks, Deadline deadline) {
  const auto [image, patches] = unread(page, read, geometry, blocks);
  std::vector<core::Line> lines;
  for (const auto& patch : patches) {
    const core::Box box = uprightBox(patch.box, image);
    if (inSeal(box, marks)) continue;
    const bool one_line = patch.crop.rows < kOneLine * image.dpi / kMillimetresPerInch;
    const double enlarged =
        one_line ? std::clamp(kLeastCapital / patch.crop.rows * 1.6, 1.0, 3.0) : 1;
    cv::Mat crop = patch.crop;
    if (enlarged > 1) cv::resize(patch.crop, crop, {}, enlarged, enlarged, cv::INTER_CUBIC);
    const auto layout = one_line ? Layout::kLine : Layout::kBlock;
    for (auto& block : engine.recognise(crop, image.dpi * enlarged, deadline, layout)) {
      for (auto& line : block.lines) {
        line.box = box;
        for (auto& word : line.words) word.box = box;
        lines.push_back(std::move(line));
      }
    }
  }
  return lines;
}

}  // namespace sohoa::ocr
