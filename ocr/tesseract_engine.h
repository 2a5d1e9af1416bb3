#pragma once

#include <tesseract/baseapi.h>

#include <filesystem>
#include <memory>
#include <string>

#include "core/stage_meter.h"
#include "ocr/engine.h"
#include "ocr/lexicon.h"
#include "ocr/word_evidence.h"

namespace sohoa::ocr {

// Tesseract 5 (page segmentation modes 3, 6 and 7). The model stays loaded. Runs
// on the calling thread alone. One thread at a time. Leptonica's messages are switched off for the
// whole process.
class TesseractEngine final : public RecognitionEngine {
 public:
  // `tessdata`: folder with <language>.traineddata; empty means the engine's own default.
  // Throws Error(kNoLanguage).
  // `lexicon`: what the marks of words are mended by (ocr/word_repair.h). `meter`, when there is
  // one, counts layout analysis, recognition and repair, and outlives the engine.
  TesseractEngine(const std::string& language, const std::filesystem::path& tessdata,
                  Lexicon lexicon = {}, core::StageMeter* meter = nullptr);
  ~TesseractEngine() override;

  [[nodiscard]] std::vector<core::Block> recognise(const cv::Mat& grey, double dpi,
                                                   Deadline deadline, Layout layout) override;
  [[nodiscard]] std::string version() const override;

 private:
  int runEngine(Deadline deadline);
  void askAgain(std::vector<WordEvidence>& words, const std::vector<std::size_t>& which,
                const core::Box& page, Deadline deadline);

  tesseract::TessBaseAPI api_;
  std::string language_;
  Lexicon lexicon_;
  core::StageMeter* meter_;
};

}  // namespace sohoa::ocr
