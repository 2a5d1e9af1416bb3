#include "ocr/page_reader.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "core/text.h"
#include "ocr/blank.h"
#include "ocr/cleaning.h"
#include "ocr/errors.h"
#include "ocr/ink_look.h"
#include "ocr/marks.h"
#include "ocr/orientation.h"
#include "ocr/page_geometry.h"
#include "ocr/page_text.h"
#include "ocr/raster_view.h"
#include "ocr/reading_quality.h"
#include "ocr/seal_ink.h"
#include "ocr/seal_text.h"
#include "ocr/separator.h"
#include "ocr/show_through.h"
#include "ocr/sketch.h"
#include "ocr/skew.h"
#include "ocr/stamp_text.h"
#include "ocr/tesseract_engine.h"
#include "ocr/word_boxes.h"
#include "ocr/working_image.h"

namespace sohoa::ocr {
namespace {

constexpr int kSketchSide = 1400;  // about 120 dots per inch on A4
constexpr double kMillimetresPerInch = 25.4;
// A crowded sheet of A3 has a fifth of these.
constexpr std::size_t kMostShapes = 100'000;
// A page with fewer letters, and no marks, may owe them to its back.
constexpr std::size_t kFewLetters = 20;
constexpr int kQuarter = 90;         // degrees
constexpr double kLeastSkew = 0.02;  // degrees; straightening less than this only blurs

void checkFrame(const core::PageGeometry& geometry, std::uint64_t max_pixels) {
  const core::Size frame = geometry.upright();
  if (static_cast<std::uint64_t>(frame.width) * static_cast<std::uint64_t>(frame.height) >
      2 * max_pixels) {
    throw core::Error(core::kOutOfMemory, {.detail = "the upright page would be too large"});
  }
}

Lexicon lexiconFrom(const OcrOptions& options) {
  return options.lexicon.empty() ? Lexicon{} : Lexicon::load(options.lexicon);
}

}  // namespace

struct TesseractPageReader::Parts {
  Parts(const OcrOptions& options, core::StageMeter* stage_meter)
      : engine(options.language, options.tessdata, lexiconFrom(options), stage_meter),
        orientation(options.tessdata),
        geometry(engine, orientation),
        meter(stage_meter) {}
  TesseractEngine engine;
  OrientationDetector orientation;
  PageGeometryFinder geometry;
  core::StageMeter* meter;
};

// The reading of one page.
class TesseractPageReader::Reading {
 public:
  Reading(const core::Raster& page, std::optional<int> said, const OcrOptions& options,
          Parts& parts)
      : page_(page),
        said_(said),
        options_(options),
        parts_(parts),
        deadline_(core::ThreadCpuClock::now() + options.page_timeout) {}

  core::PageResult run() {
    result_.geometry.master = page_.size;
    result_.geometry.resolution = plausibleResolution(page_.size, page_.resolution);
    checkFrame(result_.geometry, options_.max_pixels);
    cleanPage();
    const Blankness blankness = judgeBlankness();
    if (blankness == Blankness::kBlank) return blankPage();
    if (hopeless_) return hopelessPage();
    const Attempt reading = blankness == Blankness::kContent ? recogniseTheRightWayUp()
                                                             : attempt(found().orientation_deg);
    result_.geometry = reading.geometry;
    result_.turn_evidence = found().evidence;
    result_.turn_evidence.skew_sharpness = reading.skew_sharpness;
    findWhatIsNotText();
    const bool says_nothing = !reading.quality.saysSomething() && result_.barcodes.empty();
    if (blankness == Blankness::kDoubtful && says_nothing) return blankPage();
    if (mayOweItsWordsToTheBack(reading) &&
        isPrintOfTheBack(parts_.engine, reading.image.grey, reading.image.dpi, reading.read,
                         deadline_)) {
      return blankPage();
    }
    result_.blocks = reading.blocks;
    readStampsAndSeals(reading.image);
    result_.separator = isSeparator(result_.barcodes, reading.quality.letters);
    return std::move(result_);
  }

 private:
  struct Attempt {
    core::PageGeometry geometry;
    WorkingImage image;               // what was read
    std::vector<core::Block> read;    // in pixels of `image`
    std::vector<core::Block> blocks;  // in the upright frame
    ReadingQuality quality;
    double skew_sharpness = 0;
  };

  // An empty sheet has no way up; it is shown as it was fed, or as a person said.
  [[nodiscard]] core::PageResult blankPage() const {
    core::PageResult blank;
    blank.geometry.master = result_.geometry.master;
    blank.geometry.resolution = result_.geometry.resolution;
    blank.blank = true;
    if (said_) turnAsSaid(blank);
    return blank;
  }

  [[nodiscard]] core::PageResult hopelessPage() {
    if (said_) turnAsSaid(result_);
    return std::move(result_);
  }

  void turnAsSaid(core::PageResult& page) const {
    page.geometry.orientation_deg = kQuarter * *said_;
    page.turn_evidence.said = true;
    checkFrame(page.geometry, options_.max_pixels);
  }

  [[nodiscard]] bool mayOweItsWordsToTheBack(const Attempt& reading) const {
    return reading.quality.letters > 0 && reading.quality.letters < kFewLetters &&
           result_.marks.empty() && result_.barcodes.empty();
  }

  void findWhatIsNotText() {
    const auto scope = enter(core::ReadingStage::kMarks);
    if (options_.barcodes) result_.barcodes = readBarcodes(grey_, result_.geometry);
    result_.marks = findMarks(std::move(look_), result_.geometry);
  }

  void readStampsAndSeals(const WorkingImage& read) {
    const auto scope = enter(core::ReadingStage::kMarks);
    result_.stamp_lines = readStamps(parts_.engine, page_, read, result_.geometry, result_.blocks,
                                     result_.marks, deadline_);
    auto seals = readSeals(parts_.engine, page_, result_.geometry, result_.marks, deadline_);
    std::move(seals.begin(), seals.end(), std::back_inserter(result_.stamp_lines));
  }

  [[nodiscard]] core::StageMeter::Scope enter(core::ReadingStage stage) const {
    return core::StageMeter::enter(parts_.meter, stage);
  }

  void cleanPage() {
    const auto scope = enter(core::ReadingStage::kClean);
    grey_ = reduceToWorking(dropoutGrey(page_), result_.geometry);
    look_ = lookAtInk(page_, result_.geometry);
    const Cleaned cleaned = clean(grey_, page_.format == core::Raster::Format::kBilevel,
                                  workingDpi(result_.geometry), sealInkOf(look_));
    cleaned_ = cleaned.page;
    hopeless_ = cleaned.shapes > kMostShapes;
    sketch_ = shrunk(cleaned_, sketchSize(result_.geometry, kSketchSide));
    ink_ = textLikeInk(inkMask(sketch_));
  }

  [[nodiscard]] Blankness judgeBlankness() const {
    const auto scope = enter(core::ReadingStage::kGeometry);
    const bool colour = page_.format == core::Raster::Format::kRgb;
    const cv::Mat all_ink =
        colour ? flattenBackground(reducedInkGrey(page_, sketch_.size())) : sketch_;
    const double upright_long =
        std::max(result_.geometry.upright().width, result_.geometry.upright().height);
    const double dpi = result_.geometry.dpi() * std::max(sketch_.cols, sketch_.rows) / upright_long;
    return judgeBlank(all_ink, dpi / kMillimetresPerInch, options_.blank);
  }

  const PageGeometryFinder::Found& found() {
    if (!found_ && said_) {
      found_.emplace();
      found_->orientation_deg = kQuarter * *said_;
      found_->evidence.said = true;
    } else if (!found_) {
      const auto scope = enter(core::ReadingStage::kGeometry);
      found_ = parts_.geometry.find({cleaned_, workingDpi(result_.geometry), ink_}, deadline_);
    }
    return *found_;
  }

  // Text that makes no sense is read once more another way up; the better reading wins.
  [[nodiscard]] Attempt recogniseTheRightWayUp() {
    Attempt first = attempt(found().orientation_deg);
    if (said_ || first.quality.makesSense()) return first;
    Attempt second = attempt(
        parts_.geometry.otherGuess({cleaned_, workingDpi(result_.geometry), ink_}, found()));
    return second.quality.trust > first.quality.trust ? second : first;
  }

  // Recognises the page as it stands after a quarter turn.
  [[nodiscard]] Attempt attempt(int orientation) {
    Attempt attempt;
    attempt.geometry = result_.geometry;
    attempt.geometry.orientation_deg = orientation;
    attempt.image = straighten(attempt);
    const WorkingImage& image = attempt.image;
    const auto scope = enter(core::ReadingStage::kLayout);
    attempt.read = readUpright(parts_.engine, image.grey, image.dpi, deadline_);
    fitWordBoxes(attempt.read, image.grey);
    attempt.blocks = attempt.read;
    mapToUpright(attempt.blocks, image, attempt.geometry);
    attempt.quality = judge(attempt.blocks);
    return attempt;
  }

  [[nodiscard]] WorkingImage straighten(Attempt& attempt) const {
    const auto scope = enter(core::ReadingStage::kGeometry);
    const Skew skew = estimateSkew(turned(ink_, attempt.geometry.orientation_deg));
    if (std::abs(skew.degrees) >= kLeastSkew) attempt.geometry.skew_deg = skew.degrees;
    attempt.skew_sharpness = skew.confidence;
    checkFrame(attempt.geometry, options_.max_pixels);
    return makeUpright(cleaned_, attempt.geometry);
  }

  const core::Raster& page_;
  const std::optional<int> said_;  // quarter turns clockwise
  const OcrOptions& options_;
  Parts& parts_;
  Deadline deadline_;
  core::PageResult result_;
  cv::Mat grey_;     // master at working resolution, drop-out colours gone
  InkLook look_;     // until marks were found
  cv::Mat cleaned_;  // the grey after cleaning
  cv::Mat sketch_;   // cleaned, square pixels, reduced
  cv::Mat ink_;      // of the sketch, what may be print
  std::optional<PageGeometryFinder::Found> found_;
  bool hopeless_ = false;  // noise, in which layout analysis would lose itself
};

TesseractPageReader::TesseractPageReader(const OcrOptions& options, core::StageMeter* meter)
    : options_(options), parts_(std::make_unique<Parts>(options, meter)) {
  cv::setNumThreads(1);
}

TesseractPageReader::~TesseractPageReader() = default;

core::PageResult TesseractPageReader::readPage(const core::Raster& page, std::optional<int> said) {
  try {
    checkRaster(page, options_.max_pixels);
    return Reading(page, said, options_, *parts_).run();
  } catch (const std::bad_alloc&) {
    throw core::Error(core::kOutOfMemory, {.detail = "while reading the page"});
  } catch (const cv::Exception& e) {
    const auto& code = e.code == cv::Error::StsNoMem ? core::kOutOfMemory : kEngineFailed;
    throw core::Error(code, {.detail = "image processing: " + e.err});
  }
}

std::string TesseractPageReader::version() const {
  return parts_->engine.version() + ";" + cleaningVersion() + ";9";
}

}  // namespace sohoa::ocr
