#include "ocr/tesseract_engine.h"

#include <leptonica/allheaders.h>
#include <tesseract/ocrclass.h>
#include <tesseract/resultiterator.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "ocr/brick_opening.h"
#include "ocr/confidence.h"
#include "ocr/errors.h"
#include "ocr/line_pictures.h"
#include "ocr/tesseract_words.h"
#include "ocr/word_repair.h"

// OpenMP 3.0, clause 3.2.9. Declared here because clang does not find the runtime's header.
extern "C" void omp_set_max_active_levels(int levels);  // NOLINT(readability-identifier-naming)

namespace sohoa::ocr {
namespace {

constexpr int kSmallestSide = 8;  // smaller pictures hold no letter and upset layout analysis
// Lines of one picture recognised once more for finer alternatives. Good pages need one or two.
constexpr std::size_t kMostLinesAsked = 12;
constexpr int kRimShare = 8;  // of a line's height; a gap between words is twice as wide

bool passed(Deadline deadline) { return core::ThreadCpuClock::now() >= deadline; }

// Looks on while the engine works. Its own deadline goes by the wall clock.
struct Watch {
  Deadline deadline;
  core::StageMeter* meter;
  std::unique_ptr<core::StageMeter::Scope> recognising;

  // Asked by the engine before every line; before the first, layout analysis is done.
  bool stop() {
    if (!recognising) {
      recognising.reset(new core::StageMeter::Scope(
          core::StageMeter::enter(meter, core::ReadingStage::kRecognise)));
    }
    return passed(deadline);
  }
};

tesseract::ETEXT_DESC watchedBy(Watch& watch) {
  tesseract::ETEXT_DESC monitor;
  monitor.cancel_this = &watch;
  monitor.cancel = [](void* at, int) { return static_cast<Watch*>(at)->stop(); };
  return monitor;
}

tesseract::PageSegMode modeFor(Layout layout) {
  switch (layout) {
    case Layout::kBlock:
      return tesseract::PSM_SINGLE_BLOCK;
    case Layout::kLine:
      return tesseract::PSM_SINGLE_LINE;
    case Layout::kPage:
      break;
  }
  return tesseract::PSM_AUTO;
}

// Keeps the engine's inner loops on this thread: a second one costs more than it gains.
void stayOnThisThread() { omp_set_max_active_levels(0); }

// The words named, all of one line, and a neighbour on either side, as high as their line.
core::Box aroundWords(const std::vector<WordEvidence>& words,
                      const std::vector<std::size_t>& which) {
  core::Box box;
  const core::Box& line = words[which.front()].line_box;
  for (const std::size_t i : which) {
    for (std::size_t n = i == 0 ? 0 : i - 1; n < std::min(i + 2, words.size()); ++n) {
      if (words[n].line_box == line) box = box.unite(words[n].box);
    }
  }
  const int rim = line.height / kRimShare;
  return core::Box{box.x - rim, line.y, box.width + 2 * rim, line.height};
}

// Frees the picture and the words of the last page, also when an exception passes.
struct ClearAfter {
  tesseract::TessBaseAPI& api;
  ~ClearAfter() { api.Clear(); }
};

}  // namespace

TesseractEngine::TesseractEngine(const std::string& language, const std::filesystem::path& tessdata,
                                 Lexicon lexicon, core::StageMeter* meter)
    : language_(language), lexicon_(std::move(lexicon)), meter_(meter) {
  stayOnThisThread();
  keepLinePicturesPlain();
  keepBrickOpeningsFast();
  setMsgSeverity(L_SEVERITY_NONE);
  // White print on black is not worth a second reading of every weak line, and the network finds
  // words without being told whether letters stand at a fixed pitch.
  const std::vector<std::string> names{"debug_file", "tessedit_do_invert", "textord_all_prop"};
  const std::vector<std::string> values{"/dev/null", "0", "1"};
  const std::string folder = tessdata.string();
  if (api_.Init(folder.empty() ? nullptr : folder.c_str(), language.c_str(),
                tesseract::OEM_LSTM_ONLY, nullptr, 0, &names, &values, false) != 0) {
    throw core::Error(kNoLanguage, {.detail = language});
  }
  // The letters seen at each step of the network, which cost little; without iterations.
  api_.SetVariable("lstm_choice_mode", "1");
  api_.SetVariable("lstm_choice_iterations", "0");
}

TesseractEngine::~TesseractEngine() { api_.End(); }

std::vector<core::Block> TesseractEngine::recognise(const cv::Mat& grey, double dpi,
                                                    Deadline deadline, Layout layout) {
  if (std::min(grey.cols, grey.rows) < kSmallestSide) return {};
  if (passed(deadline)) throw core::Error(core::kTimedOut, {.detail = "before recognition"});
  stayOnThisThread();
  const ClearAfter clear{api_};
  api_.SetPageSegMode(modeFor(layout));
  api_.SetVariable("user_defined_dpi", std::to_string(std::lround(dpi)).c_str());
  api_.SetImage(grey.data, grey.cols, grey.rows, 1, static_cast<int>(grey.step));
  const int status = runEngine(deadline);
  if (passed(deadline)) {
    throw core::Error(core::kTimedOut, {.detail = "during recognition"});
  }
  if (status != 0) throw core::Error(kEngineFailed, {.detail = "status " + std::to_string(status)});
  const auto scope = core::StageMeter::enter(meter_, core::ReadingStage::kRepair);
  const std::unique_ptr<tesseract::ResultIterator> it(api_.GetIterator());
  if (!it) return {};
  auto words = wordsFrom(*it);
  repairWords(words, lexicon_, [&](auto& all, const auto& which) {
    askAgain(all, which, {0, 0, grey.cols, grey.rows}, deadline);
  });
  setConfidence(words, lexicon_);
  return blocksOf(words);
}

int TesseractEngine::runEngine(Deadline deadline) {
  const auto scope = core::StageMeter::enter(meter_, core::ReadingStage::kLayout);
  Watch watch{deadline, meter_, {}};
  auto monitor = watchedBy(watch);
  return api_.Recognize(&monitor);
}

// The finer alternatives of a whole page cost much, those of a few lines little.
void TesseractEngine::askAgain(std::vector<WordEvidence>& words,
                               const std::vector<std::size_t>& which, const core::Box& page,
                               Deadline deadline) {
  std::map<std::pair<int, int>, std::vector<std::size_t>> lines;
  for (const std::size_t i : which) {
    lines[{words[i].line_box.y, words[i].line_box.x}].push_back(i);
  }
  api_.SetPageSegMode(tesseract::PSM_SINGLE_LINE);
  api_.SetVariable("lstm_choice_iterations", "5");
  std::size_t asked = 0;
  for (const auto& [corner, on_line] : lines) {
    if (asked++ == kMostLinesAsked || passed(deadline)) break;
    const core::Box place = aroundWords(words, on_line).intersect(page);
    api_.SetRectangle(place.x, place.y, place.width, place.height);
    Watch watch{deadline, nullptr, {}};
    auto monitor = watchedBy(watch);
    if (api_.Recognize(&monitor) != 0) break;
    const std::unique_ptr<tesseract::ResultIterator> it(api_.GetIterator());
    if (it) addFinerChoices(*it, words, on_line);
  }
  api_.SetVariable("lstm_choice_iterations", "0");
}

std::string TesseractEngine::version() const {
  return std::string("tesseract-") + tesseract::TessBaseAPI::Version() + "/" + language_ +
         "/lexicon-" + lexicon_.version();
}

}  // namespace sohoa::ocr
