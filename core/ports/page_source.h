#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/image.h"

namespace sohoa::core {

// What is known of a page before its pixels are decoded.
struct PageInfo {
  Size size;              // pixels
  Resolution resolution;  // never 0
  enum class From { kMetadata, kPageSize, kDefault } resolution_from = From::kMetadata;
  Raster::Format format = Raster::Format::kGrey;
};

// An opened master file: a scan of one or more pages. Not safe for several threads at once.
//
// Every call throws Error with file and page filled in. One bad page says nothing about the others:
// the caller may go on with them.
class PageSource {
 public:
  virtual ~PageSource() = default;

  // At least 1.
  [[nodiscard]] virtual int pageCount() const = 0;
  // Reads headers only. `page` counts from 0.
  [[nodiscard]] virtual PageInfo info(int page) = 0;
  // Decodes the pixels, once per call, within the ceiling given when the file was opened.
  [[nodiscard]] virtual Raster raster(int page) = 0;
  // The image for the copy: the master's own bytes where PDF/A allows them, else a lossless
  // re-encoding. Dimensions equal info(page).size.
  [[nodiscard]] virtual EncodedImage image(int page) = 0;
};

// Opens master files of any supported kind, told apart by content and never by name.
// Safe to call from several threads.
class PageSourceOpener {
 public:
  virtual ~PageSourceOpener() = default;

  // `name` is what messages call the file. The file must not change while the source lives.
  // Throws Error when it is empty, of no supported kind, encrypted, damaged or without pages.
  [[nodiscard]] virtual std::unique_ptr<PageSource> open(const std::filesystem::path& file,
                                                         const std::string& name) = 0;
};

}  // namespace sohoa::core
