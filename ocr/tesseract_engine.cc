#include "ocr/tesseract_engine.h"

#include <leptonica/allheaders.h>
#include <tesseract/ocrclass.h>
#include <tesseract/resultiterator.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/text.h"
#include "ocr/errors.h"

// OpenMP 3.0, clause 3.2.9. Declared here because clang does not find the runtime's header.
extern "C" void omp_set_max_active_levels(int levels);  // NOLINT(readability-identifier-naming)

namespace sohoa::ocr {
namespace {

constexpr int kSmallestSide = 8;  // smaller pictures hold no letter and upset layout analysis

core::Box boxAt(const tesseract::PageIterator& it, tesseract::PageIteratorLevel level) {
  int left = 0, top = 0, right = 0, bottom = 0;
  if (!it.BoundingBox(level, &left, &top, &right, &bottom)) return {};
  return {left, top, right - left, bottom - top};
}

core::Word wordAt(const tesseract::ResultIterator& it) {
  const std::unique_ptr<char[]> text(it.GetUTF8Text(tesseract::RIL_WORD));
  core::Word word;
  if (text) word.text = core::squeeze(core::toNfc(text.get()));
  std::erase(word.text, ' ');
  word.box = boxAt(it, tesseract::RIL_WORD);
  word.confidence = std::clamp(it.Confidence(tesseract::RIL_WORD) / 100.0, 0.0, 1.0);
  return word;
}

std::vector<core::Block> blocksFrom(tesseract::ResultIterator& it) {
  std::vector<core::Block> blocks;
  do {
    if (it.Empty(tesseract::RIL_WORD)) continue;
    if (blocks.empty() || it.IsAtBeginningOf(tesseract::RIL_PARA)) blocks.emplace_back();
    auto& lines = blocks.back().lines;
    if (lines.empty() || it.IsAtBeginningOf(tesseract::RIL_TEXTLINE)) lines.emplace_back();
    auto word = wordAt(it);
    if (word.text.empty() || word.box.empty()) continue;
    lines.back().box = lines.back().box.unite(word.box);
    blocks.back().box = blocks.back().box.unite(word.box);
    lines.back().words.push_back(std::move(word));
  } while (it.Next(tesseract::RIL_WORD));
  for (auto& block : blocks) {
    std::erase_if(block.lines, [](const core::Line& line) { return line.words.empty(); });
  }
  std::erase_if(blocks, [](const core::Block& block) { return block.lines.empty(); });
  return blocks;
}

int millisecondsUntil(Deadline deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
  return static_cast<int>(
      std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, std::numeric_limits<int>::max()));
}

// Keeps the engine's inner loops on this thread: a second one costs more than it gains.
void stayOnThisThread() { omp_set_max_active_levels(0); }

// Frees the picture and the words of the last page, also when an exception passes.
struct ClearAfter {
  tesseract::TessBaseAPI& api;
  ~ClearAfter() { api.Clear(); }
};

}  // namespace

TesseractEngine::TesseractEngine(const std::string& language, const std::filesystem::path& tessdata)
    : language_(language) {
  stayOnThisThread();
  setMsgSeverity(L_SEVERITY_NONE);
  const std::vector<std::string> names{"debug_file"};
  const std::vector<std::string> values{"/dev/null"};
  const std::string folder = tessdata.string();
  if (api_.Init(folder.empty() ? nullptr : folder.c_str(), language.c_str(),
                tesseract::OEM_LSTM_ONLY, nullptr, 0, &names, &values, false) != 0) {
    throw core::Error(kNoLanguage, {.detail = language});
  }
  api_.SetPageSegMode(tesseract::PSM_AUTO);
}

TesseractEngine::~TesseractEngine() { api_.End(); }

std::vector<core::Block> TesseractEngine::recognise(const cv::Mat& grey, double dpi,
                                                    Deadline deadline) {
  if (std::min(grey.cols, grey.rows) < kSmallestSide) return {};
  const int left = millisecondsUntil(deadline);
  if (left == 0) throw core::Error(core::kTimedOut, {.detail = "before recognition"});
  stayOnThisThread();
  const ClearAfter clear{api_};
  api_.SetVariable("user_defined_dpi", std::to_string(std::lround(dpi)).c_str());
  api_.SetImage(grey.data, grey.cols, grey.rows, 1, static_cast<int>(grey.step));
  tesseract::ETEXT_DESC monitor;
  monitor.set_deadline_msecs(left);
  const int status = api_.Recognize(&monitor);
  if (millisecondsUntil(deadline) == 0) {
    throw core::Error(core::kTimedOut, {.detail = "during recognition"});
  }
  if (status != 0) throw core::Error(kEngineFailed, {.detail = "status " + std::to_string(status)});
  const std::unique_ptr<tesseract::ResultIterator> it(api_.GetIterator());
  return it ? blocksFrom(*it) : std::vector<core::Block>{};
}

std::string TesseractEngine::version() const {
  return std::string("tesseract-") + tesseract::TessBaseAPI::Version() + "/" + language_;
}

}  // namespace sohoa::ocr
