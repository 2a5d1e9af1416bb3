#include "ocr/stamp_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/text.h"
#include "ocr/cleaning.h"
#include "ocr/loose_ink.h"
#include "ocr/raster_view.h"
#include "ocr/stamp_ink.h"
#include "ocr/working_image.h"

namespace sohoa::ocr {
namespace {

constexpr std::size_t kMostPatches = 8, kMostInLayer = 4;
constexpr double kSurelyPrint = 0.5;  // confidence
constexpr double kClearPrint = 0.9, kHardlyPrint = 0.6;
constexpr double kWidestLetter = 1.2;  // heights of a word
constexpr double kApart = 0.9;         // heights of a word
constexpr double kMuchHigher = 2;
constexpr std::size_t kMostStampWords = 3, kMostStampLetters = 9;
constexpr double kMillimetresPerInch = 25.4;
constexpr double kOneLine = 13;  // millimetres; a frameless line of 26 points with its marks
constexpr double kBand = 1.8;    // millimetres; more than a mark over or under a capital
constexpr double kInk = 0.7;     // of the paper's light
constexpr double kLookDpi = 100;
constexpr std::array kLighter{0.12, 0.28};  // of the way from print to paper
constexpr double kLayerDpi = 200;
constexpr double kLeastHigh = 2.2, kMostHigh = 20;  // millimetres
constexpr double kLeastWide = 1.3;                  // heights
constexpr std::size_t kFewestCapitals = 2;
constexpr double kLeastCapital = 28;  // pixels; smaller letters are enlarged

// A few capitals that stand apart in a line may be a stamp put beside print; as a line of their own
// they are part of the text when they were read well.
bool mayBeStamp(const core::Line& line, std::size_t from, std::size_t to) {
  const bool alone = from == 0 && to == line.words.size();
  const auto least = [](double confidence) {
    return [confidence](const core::Word& word) { return word.confidence >= confidence; };
  };
  if (alone && std::all_of(line.words.begin(), line.words.end(), least(kClearPrint))) return false;
  // Parts of a turned stamp.
  const bool doubtful = !std::all_of(line.words.begin(), line.words.end(), least(kHardlyPrint));
  if (alone && line.words.size() <= kMostStampWords && doubtful) return true;
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
      const auto letters = static_cast<double>(core::codePoints(word.text).size());
      if (word.box.width > kWidestLetter * word.box.height * letters) continue;
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

// A word of at least three capitals.
bool isLikeStamp(const cv::Mat& crop, double mm) {
  const double high = crop.rows - 2 * mm, wide = crop.cols - 2 * mm;  // crops have a rim
  return high > kLeastHigh * mm && high < kMostHigh * mm && wide > kLeastWide * high;
}

// One picture of the head and what is not accounted for on it.
struct Unread {
  WorkingImage image;
  std::vector<LooseInk> patches;
  bool layer = false;  // ink of one kind, and what print left of it
};

// The head of a page, looked at in ink of one kind after the other.
class Head {
 public:
  Head(const core::Raster& page, const WorkingImage& read, const core::PageGeometry& geometry,
       const std::vector<core::Block>& blocks, const std::vector<core::Mark>& marks)
      : page_(page), read_(read), geometry_(geometry), blocks_(blocks), marks_(marks) {}

  [[nodiscard]] std::vector<Unread> unread() {
    if (page_.format == core::Raster::Format::kRgb) {
      addColours();
    } else {
      add(read_, printOn(read_, blocks_));
    }
    if (page_.format != core::Raster::Format::kBilevel) addLighter();
    return std::move(found_);
  }

 private:
  [[nodiscard]] int rowsOf(const WorkingImage& image) const {
    return static_cast<int>(std::ceil(geometry_.upright().height * image.scale));
  }

  void add(const WorkingImage& image, const std::vector<core::Word>& words) {
    const auto outside_seals = [&](const LooseInk& patch) {
      return !inSeal(uprightBox(patch.box, image), marks_);
    };
    found_.push_back(
        {image, looseInk(image.grey, image.dpi, words, kMostPatches, rowsOf(image), outside_seals),
         false});
  }

  void addLayer(const WorkingImage& image) {
    const double mm = image.dpi / kMillimetresPerInch;
    const auto may_be_stamp = [&](const LooseInk& patch) {
      return isLikeStamp(patch.crop, mm) && !inSeal(uprightBox(patch.box, image), marks_);
    };
    auto patches = looseInk(image.grey, image.dpi, {}, kMostInLayer, rowsOf(image), may_be_stamp);
    if (!patches.empty()) found_.push_back({image, std::move(patches), true});
  }

  void addLighter() {
    const double reduction = std::min(1.0, kLayerDpi / read_.dpi);
    WorkingImage image{{}, read_.scale * reduction, read_.dpi * reduction};
    const int rows =
        std::min(read_.grey.rows, static_cast<int>(std::ceil(rowsOf(read_) * kHeadShare)));
    const cv::Mat head = reducedBy(read_.grey.rowRange(0, rows), reduction);
    const auto words = printOn(image, blocks_);
    for (const double share : kLighter) {
      image.grey = lighterInk(head, words, share, image.dpi);
      if (!image.grey.empty()) addLayer(image);
    }
  }

  void addColours() {
    // Most pages have nothing that is worth a closer look.
    const cv::Size small = sizeAt(kLookDpi);
    const auto look = makeUprightSmall(flattenBackground(reducedInkGrey(page_, small)), geometry_);
    // Colours that drop out for the text.
    if (hasLooseInk(look.grey, look.dpi, printOn(look, blocks_))) {
      const cv::Mat grey = flattenBackground(reducedInkGrey(page_, workingSize(geometry_)));
      const auto head = makeUpright(grey, geometry_, kHeadShare);
      add(head, printOn(head, blocks_));
    }
    const cv::Mat small_rgb = reducedColour(page_, small);
    for (const int channel : {0, 2}) {
      const cv::Mat ink = colouredInk(small_rgb, channel, look.dpi);
      if (ink.empty()) continue;
      if (hasLooseInk(makeUprightSmall(ink, geometry_).grey, look.dpi, {})) addColour(channel);
    }
  }

  void addColour(int channel) {
    const cv::Size size = sizeAt(kLayerDpi);
    const double dpi = std::min(kLayerDpi, workingDpi(geometry_));
    const cv::Mat ink = colouredInk(reducedColour(page_, size), channel, dpi);
    if (ink.empty()) return;
    addLayer(makeUprightSmall(ink, geometry_));
    const cv::Mat grey = flattenBackground(reducedInkGrey(page_, size));
    addLayer(makeUprightSmall(sharpInk(grey, ink, dpi), geometry_));
  }

  [[nodiscard]] cv::Size sizeAt(double dpi) const {
    const cv::Size size = workingSize(geometry_);
    const double reduction = std::min(1.0, dpi / workingDpi(geometry_));
    return {std::max(1, static_cast<int>(size.width * reduction)),
            std::max(1, static_cast<int>(size.height * reduction))};
  }

  const core::Raster& page_;
  const WorkingImage& read_;
  const core::PageGeometry& geometry_;
  const std::vector<core::Block>& blocks_;
  const std::vector<core::Mark>& marks_;
  std::vector<Unread> found_;
};

// Rows of ink with clear paper between them, the highest two from the top: a line and another, or
// scraps of print.
std::vector<cv::Range> bandsIn(const cv::Mat& crop, double mm) {
  cv::Mat darkest;
  cv::reduce(crop, darkest, 1, cv::REDUCE_MIN);
  std::vector<cv::Range> bands;
  for (int y = 0, from = 0; y <= darkest.rows; ++y) {
    const bool ink = y < darkest.rows && darkest.at<std::uint8_t>(y) < kInk * kPaperWhite;
    if (ink) continue;
    if (y - from >= kBand * mm) bands.emplace_back(from, y);
    from = y + 1;
  }
  std::sort(bands.begin(), bands.end(),
            [](const auto& a, const auto& b) { return a.size() > b.size(); });
  if (bands.size() > 2) bands.resize(2);
  std::sort(bands.begin(), bands.end(),
            [](const auto& a, const auto& b) { return a.start < b.start; });
  return bands;
}

bool isInCapitals(const std::vector<core::Line>& lines, std::size_t from) {
  std::string text;
  for (std::size_t i = from; i < lines.size(); ++i) text += lines[i].text();
  const auto signs = core::codePoints(text), small = core::codePoints(core::toLower(text));
  std::size_t capitals = 0;
  for (std::size_t i = 0; i < std::min(signs.size(), small.size()); ++i) {
    capitals += signs[i] != small[i] ? 1 : 0;
  }
  return capitals >= kFewestCapitals && 2 * capitals >= signs.size();
}

class PatchReader {
 public:
  PatchReader(RecognitionEngine& engine, Deadline deadline)
      : engine_(engine), deadline_(deadline) {}

  void read(const Unread& unread, const LooseInk& patch, const core::Box& box) {
    const double mm = unread.image.dpi / kMillimetresPerInch;
    const auto before = lines_.size();
    if (!unread.layer && !patch.framed && patch.crop.rows >= kOneLine * mm) {
      return recognise(patch.crop, unread.image.dpi, Layout::kBlock, box);
    }
    readLines(patch.crop, unread.image.dpi, box);
    if (!patch.beside.empty() && (patch.framed || isInCapitals(lines_, before))) {
      readLines(patch.beside, unread.image.dpi, box);
    }
  }

  [[nodiscard]] std::vector<core::Line> take() { return std::move(lines_); }

 private:
  void readLines(const cv::Mat& crop, double dpi, const core::Box& box) {
    const double mm = dpi / kMillimetresPerInch;
    const auto bands = bandsIn(crop, mm);
    if (bands.size() < 2) return recognise(crop, dpi, Layout::kLine, box);
    const int rim = static_cast<int>(mm);
    for (const auto& band : bands) {
      const cv::Range rows(std::max(0, band.start - rim), std::min(crop.rows, band.end + rim));
      recognise(crop.rowRange(rows), dpi, Layout::kLine, box);
    }
  }

  void recognise(const cv::Mat& crop, double dpi, Layout layout, const core::Box& box) {
    const bool small = layout == Layout::kLine;
    const double enlarged = small ? std::clamp(kLeastCapital / crop.rows * 1.6, 1.0, 3.0) : 1;
    cv::Mat picture = crop;
    if (enlarged > 1) cv::resize(crop, picture, {}, enlarged, enlarged, cv::INTER_CUBIC);
    for (auto& block : engine_.recognise(picture, dpi * enlarged, deadline_, layout)) {
      for (auto& line : block.lines) {
        line.box = box;
        for (auto& word : line.words) word.box = box;
        lines_.push_back(std::move(line));
      }
    }
  }

  RecognitionEngine& engine_;
  Deadline deadline_;
  std::vector<core::Line> lines_;
};

}  // namespace

std::vector<core::Line> readStamps(RecognitionEngine& engine, const core::Raster& page,
                                   const WorkingImage& read, const core::PageGeometry& geometry,
                                   const std::vector<core::Block>& blocks,
                                   const std::vector<core::Mark>& marks, Deadline deadline) {
  PatchReader reader(engine, deadline);
  for (const auto& unread : Head(page, read, geometry, blocks, marks).unread()) {
    for (const auto& patch : unread.patches) {
      reader.read(unread, patch, uprightBox(patch.box, unread.image));
    }
  }
  return reader.take();
}

}  // namespace sohoa::ocr
