#pragma once

#include <optional>
#include <string>

#include "core/image.h"
#include "core/page.h"

namespace sohoa::core {

// Reads one page image: orientation, skew, blank or separator, words. One engine per instance, one
// thread at a time; instances are independent.
class PageReader {
 public:
  virtual ~PageReader() = default;

  // `said`: quarter turns clockwise (0 to 3) that make the page stand, as a person said who saw it;
  // they are not doubted. Throws Error(kOutOfMemory) or Error(kTimedOut) past the ceilings given at
  // construction. An unreadable page is a result without words, not an error.
  [[nodiscard]] PageResult read(const Raster& page, std::optional<int> said = {}) {
    return readPage(page, said);
  }

  // Names the engine, model and step list; part of the key under which results are kept.
  [[nodiscard]] virtual std::string version() const = 0;

 private:
  [[nodiscard]] virtual PageResult readPage(const Raster& page, std::optional<int> said) = 0;
};

}  // namespace sohoa::core
