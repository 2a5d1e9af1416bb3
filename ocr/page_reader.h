#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/ports/page_reader.h"
#include "core/stage_meter.h"
#include "ocr/blank_options.h"

namespace sohoa::ocr {

struct OcrOptions {
  std::string language = "vie";
  std::filesystem::path tessdata;          // folder of *.traineddata; empty: the engine's default
  std::filesystem::path lexicon;           // phrases (ocr/lexicon.h); empty: none
  std::uint64_t max_pixels = 200'000'000;  // of the master and of the upright frame
  std::chrono::milliseconds page_timeout{120'000};  // of CPU
  bool barcodes = true;
  BlankOptions blank = {};
};

// Reads pages with Tesseract. Finds how the page lies, cleans and straightens it, recognises it,
// and looks again another way up when what it read makes no sense. Blank pages are not recognised.
//
// One thread at a time, and on the thread that calls: the constructor switches OpenCV's own threads
// off for the whole process. The program should also set OMP_THREAD_LIMIT=1 in its environment
// before it starts workers, since the OpenMP runtime reads it only once.
class TesseractPageReader final : public core::PageReader {
 public:
  // Throws Error(kNoLanguage) when the language data cannot be loaded, and what Lexicon::load does.
  // `meter`, when there is one, counts the stages of every reading and outlives the reader.
  explicit TesseractPageReader(const OcrOptions& options, core::StageMeter* meter = nullptr);
  ~TesseractPageReader() override;

  [[nodiscard]] std::string version() const override;

 private:
  // Also throws Error(kBadRaster) when the raster contradicts itself.
  [[nodiscard]] core::PageResult readPage(const core::Raster& page,
                                          std::optional<int> said) override;

  class Reading;
  struct Parts;
  OcrOptions options_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace sohoa::ocr
