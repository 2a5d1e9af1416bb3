#include "ocr/cleaning.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "ocr/leader_dots.h"
#include "ocr/raster_view.h"

namespace sohoa::ocr {
namespace {

// The paper map is this long; on A4 one of its pixels covers about 0.75 mm.
constexpr int kPaperMapSide = 400;
// A stroke or a bold letter is smaller than this on the map; what is larger counts as paper.
constexpr int kPrintOnMap = 13;
// Paper is never taken for darker than this share of the typical paper of the page.
constexpr double kDarkestPaper = 0.4;
// A page is faint when even the first quarter of its letters, from the darkest on, is lighter than
// this at its darkest pixel.
constexpr double kFaintPrint = 45;
constexpr double kFirstLetters = 0.25;
constexpr double kNearlyAllLetters = 0.9;
// A grain of pepper is this dark, and no pixel beside it is darkish.
constexpr double kGrainShare = 0.69;  // of the paper's light
constexpr double kDarkishShare = 0.775;
constexpr double kMuchPepper = 0.00005;  // share of the page
constexpr double kLightestBlack = 0.65;  // share of the paper's light
constexpr double kMostGrainForContrast = 12;
constexpr std::size_t kFewSpecks = 400;
constexpr std::ptrdiff_t kFewestLeaderDots = 40;

cv::Mat paperMap(const cv::Mat& grey) {
  const double scale = static_cast<double>(kPaperMapSide) / std::max(grey.cols, grey.rows);
  cv::Mat map;
  const cv::Mat print = cv::getStructuringElement(cv::MORPH_RECT, {kPrintOnMap, kPrintOnMap});
  cv::morphologyEx(reducedBy(grey, scale), map, cv::MORPH_CLOSE, print);
  cv::medianBlur(map, map, 7);
  cv::blur(map, map, {7, 7}, {-1, -1}, cv::BORDER_REPLICATE);
  return map;
}

double median(const cv::Mat& grey) {
  std::array<std::size_t, 256> histogram{};
  for (int y = 0; y < grey.rows; ++y) {
    const auto* row = grey.ptr<std::uint8_t>(y);
    for (int x = 0; x < grey.cols; ++x) ++histogram[row[x]];
  }
  std::size_t seen = 0;
  for (std::size_t value = 0; value < histogram.size(); ++value) {
    seen += histogram[value];
    if (seen * 2 >= grey.total()) return static_cast<double>(value);
  }
  return 255;
}

cv::Mat flatten(const cv::Mat& grey, const PageEvidence& evidence) {
  cv::Mat light;
  cv::max(evidence.paper, std::max(1.0, kDarkestPaper * evidence.typical_paper), light);
  cv::resize(light, light, grey.size(), 0, 0, cv::INTER_LINEAR);
  cv::Mat flat;
  cv::divide(grey, light, flat, kPaperWhite);
  return flat;
}

// Paints the dark surroundings of the sheet, as far as they reach the rim, like paper.
cv::Mat removeBorder(const cv::Mat& grey, const PageEvidence& evidence) {
  cv::Mat dark;
  cv::threshold(evidence.paper, dark, kDarkestPaper * evidence.typical_paper, 255,
                cv::THRESH_BINARY_INV);
  cv::copyMakeBorder(dark, dark, 1, 1, 1, 1, cv::BORDER_CONSTANT, cv::Scalar(255));
  cv::floodFill(dark, {0, 0}, cv::Scalar(128));
  cv::Mat outside;
  cv::compare(dark, 128, outside, cv::CMP_EQ);
  cv::dilate(outside, outside, cv::getStructuringElement(cv::MORPH_RECT, {5, 5}));
  outside = outside(cv::Rect(1, 1, evidence.paper.cols, evidence.paper.rows));
  cv::Mat cleaned = grey.clone();
  cv::resize(outside, outside, grey.size(), 0, 0, cv::INTER_NEAREST);
  cleaned.setTo(cv::Scalar(kPaperWhite), outside);
  return cleaned;
}

bool hasDarkRim(const PageEvidence& e) {
  const double limit = kDarkestPaper * e.typical_paper;
  const cv::Mat& p = e.paper;
  if (p.rows < 8 || p.cols < 8) return false;
  for (const cv::Mat& side : {p.row(0), p.row(p.rows - 1), p.col(0), p.col(p.cols - 1)}) {
    double least = 0;
    cv::minMaxLoc(side, &least, nullptr);
    if (least < limit) return true;
  }
  return false;
}

// ------------------------------------------------------------------ grain

// Thin strokes of letters are no pepper: their pixels have neighbours, even the last ones.
double pepperOf(const cv::Mat& grey) {
  const auto dark = static_cast<int>(kGrainShare * kPaperWhite);
  const auto darkish = static_cast<int>(kDarkishShare * kPaperWhite);
  const auto alone = [&](int x, int y) {
    for (int ny = std::max(0, y - 1); ny <= std::min(grey.rows - 1, y + 1); ++ny) {
      const auto* row = grey.ptr<std::uint8_t>(ny);
      for (int nx = std::max(0, x - 1); nx <= std::min(grey.cols - 1, x + 1); ++nx) {
        if (row[nx] <= darkish && (nx != x || ny != y)) return false;
      }
    }
    return true;
  };
  std::size_t grains = 0;
  for (int y = 0; y < grey.rows; ++y) {
    const auto* row = grey.ptr<std::uint8_t>(y);
    for (int x = 0; x < grey.cols; ++x) {
      if (row[x] <= dark && alone(x, y)) ++grains;
    }
  }
  return static_cast<double>(grains) / static_cast<double>(grey.total());
}

// Pepper that touches letters makes others of them, and no step that works on pieces of ink can
// take it off again.
bool hasMuchPepper(const PageEvidence& e) { return !e.bilevel && e.pepper > kMuchPepper; }

cv::Mat removePepper(const cv::Mat& grey, const PageEvidence& /*evidence*/) {
  cv::Mat out;
  cv::medianBlur(grey, out, 3);
  return out;
}

bool hasSeals(const PageEvidence& e) { return !e.bilevel && !e.seals.where.empty(); }

cv::Mat removeSeals(const cv::Mat& grey, const PageEvidence& e) {
  return withoutSealInk(grey, e.seals, e.dpi);
}

// ------------------------------------------------------------------ ink

bool isLetterSized(const InkShape& shape, double dpi) {
  const int most = std::max(shape.box.width, shape.box.height);
  return most >= 0.02 * dpi && most <= 0.35 * dpi;
}

// A speck is smaller than the dot of an i in small print.
bool isSpeck(const InkShape& shape, double dpi) {
  return std::max(shape.box.width, shape.box.height) <= 0.0105 * dpi;
}

// The grey that this share of the letters is darker than.
double letterGrey(const PageEvidence& e, double share) {
  std::array<std::size_t, 256> histogram{};
  std::size_t letters = 0;
  for (const auto& shape : e.ink.shapes) {
    if (!isLetterSized(shape, e.dpi)) continue;
    ++histogram[shape.darkest];
    ++letters;
  }
  std::size_t seen = 0;
  for (std::size_t v = 0; v < histogram.size(); ++v) {
    seen += histogram[v];
    if (letters > 0 && static_cast<double>(seen) >= share * static_cast<double>(letters)) {
      return static_cast<double>(v);
    }
  }
  return 0;
}

// Faint letters among dark ones are print that shows through from the back; they stay faint.
bool hasFaintPrint(const PageEvidence& e) {
  return !e.bilevel && e.ink.grain < kMostGrainForContrast &&
         letterGrey(e, kFirstLetters) > kFaintPrint;
}

// Stretches the greys so that faint print is as dark as the darkest ink, which otherwise sets the
// threshold between ink and paper for the whole page.
cv::Mat raiseContrast(const cv::Mat& grey, const PageEvidence& evidence) {
  const double black =
      std::min(letterGrey(evidence, kNearlyAllLetters), kLightestBlack * kPaperWhite);
  const double gain = kPaperWhite / (kPaperWhite - black);
  cv::Mat out;
  grey.convertTo(out, CV_8U, gain, -black * gain);
  return out;
}

bool hasManySpecks(const PageEvidence& e) {
  std::size_t specks = 0, letters = 0;
  for (const auto& shape : e.ink.shapes) {
    if (isSpeck(shape, e.dpi)) ++specks;
    if (isLetterSized(shape, e.dpi)) ++letters;
  }
  return specks > kFewSpecks && specks * 3 > letters;
}

// Removes specks that do not belong to a letter.
cv::Mat removeSpecks(const cv::Mat& grey, const PageEvidence& e) {
  const auto& shapes = e.ink.shapes;
  std::vector<bool> large(shapes.size()), gone(shapes.size());
  for (std::size_t i = 1; i < shapes.size(); ++i) large[i] = isLetterSized(shapes[i], e.dpi);
  cv::Mat near = maskOf(e.ink, large);
  const int reach = 2 * std::max(1, static_cast<int>(e.dpi * 0.02)) + 1;
  cv::dilate(near, near, cv::getStructuringElement(cv::MORPH_RECT, {reach, reach}));
  for (std::size_t i = 1; i < shapes.size(); ++i) {
    const cv::Rect& b = shapes[i].box;
    gone[i] = isSpeck(shapes[i], e.dpi) &&
              near.at<std::uint8_t>(b.y + b.height / 2, b.x + b.width / 2) == 0;
  }
  return paintOut(grey, e.ink, gone);
}

bool isDot(const InkShape& shape, double dpi) {
  return std::max(shape.box.width, shape.box.height) <= std::max(3.0, 0.03 * dpi);
}

bool hasManyDots(const PageEvidence& e) {
  return std::count_if(e.ink.shapes.begin() + 1, e.ink.shapes.end(),
                       [&](const InkShape& s) { return isDot(s, e.dpi); }) >= kFewestLeaderDots;
}

// Removes dotted lines of forms, so that what is written on them can be read.
cv::Mat removeLeaders(const cv::Mat& grey, const PageEvidence& e) {
  std::vector<std::size_t> dots;
  for (std::size_t i = 1; i < e.ink.shapes.size(); ++i) {
    if (isDot(e.ink.shapes[i], e.dpi)) dots.push_back(i);
  }
  std::vector<bool> gone(e.ink.shapes.size());
  for (const std::size_t i : leaderDots(e.ink.shapes, dots, e.dpi)) gone[i] = true;
  return paintOut(grey, e.ink, gone);
}

constexpr std::array<CleaningStep, 2> kLightSteps{{
    {"flatten", [](const PageEvidence& e) { return !e.bilevel; }, &flatten},
    {"border", &hasDarkRim, &removeBorder},
}};

constexpr std::array<CleaningStep, 2> kGrainSteps{{
    {"pepper", &hasMuchPepper, &removePepper},
    {"seals", &hasSeals, &removeSeals},
}};

constexpr std::array<CleaningStep, 3> kInkSteps{{
    {"despeckle", &hasManySpecks, &removeSpecks},
    {"leaders", &hasManyDots, &removeLeaders},
    {"contrast", &hasFaintPrint, &raiseContrast},
}};

PageEvidence lookAt(const cv::Mat& grey, bool bilevel, double dpi) {
  PageEvidence evidence;
  evidence.bilevel = bilevel;
  evidence.dpi = dpi;
  evidence.paper = paperMap(grey);
  evidence.typical_paper = median(evidence.paper);
  return evidence;
}

cv::Mat run(std::span<const CleaningStep> steps, cv::Mat page, const PageEvidence& evidence) {
  for (const auto& step : steps) {
    if (step.applies(evidence)) page = step.apply(page, evidence);
  }
  return page;
}

}  // namespace

std::span<const CleaningStep> lightSteps() { return kLightSteps; }

std::span<const CleaningStep> grainSteps() { return kGrainSteps; }

std::span<const CleaningStep> inkSteps() { return kInkSteps; }

Cleaned clean(const cv::Mat& grey, bool bilevel, double dpi, const SealInk& seals) {
  PageEvidence evidence = lookAt(grey, bilevel, dpi);
  evidence.seals = seals;
  cv::Mat even = run(lightSteps(), grey, evidence);
  evidence.pepper = bilevel ? 0 : pepperOf(even);
  even = run(grainSteps(), even, evidence);
  evidence.ink = takeApart(even);
  return {run(inkSteps(), even, evidence), evidence.ink.shapes.size()};
}

std::string cleaningVersion() {
  std::string names = "dropout";
  for (const auto steps : {lightSteps(), grainSteps(), inkSteps()}) {
    for (const auto& step : steps) {
      names += '+';
      names += step.name;
    }
  }
  return names;
}

cv::Mat flattenBackground(const cv::Mat& grey) { return flatten(grey, lookAt(grey, false, 0)); }

}  // namespace sohoa::ocr
