#pragma once

#include <string>

#include "core/image.h"
#include "core/page.h"

namespace sohoa::core {

// Reads one page image: orientation, skew, blank or separator, words. One engine per instance, one
// thread at a time; instances are independent.
class PageReader {
 public:
  virtual ~PageReader() = default;

  // Throws Error(kOutOfMemory) or Error(kTimedOut) past the ceilings given at construction. An
  // unreadable page is a result without words, not an error.
  [[nodiscard]] virtual PageResult read(const Raster& page) = 0;

  // Names the engine, model and step list; part of the key under which results are kept.
  [[nodiscard]] virtual std::string version() const = 0;
};

}  // namespace sohoa::core
