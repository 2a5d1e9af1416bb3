#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/layout.h"
#include "metadata/profile.h"

namespace sohoa::metadata {

struct Mended {
  std::string text;         // words joined by one space
  std::size_t mended = 0;   // words that were printed otherwise than they were read
  std::size_t strange = 0;  // words that neither stand in the book nor obey Vietnamese spelling
};

// Phrases of the administration, and with them what recognition meant where it got a mark or a
// letter wrong: "Cống thông tin đện tử" is "Cổng thông tin điện tử". A phrase is put in where all
// letters agree and only marks differ, or where one letter in eight differs and a word read is
// uncertain or no Vietnamese syllable. Words outside known phrases stay as they were read.
class Phrasebook {
 public:
  explicit Phrasebook(const std::vector<Phrase>& phrases);

  // Of two phrases with the same letters the one added first is kept; text without letters, single
  // words under four letters and single syllables are passed over.
  void add(std::string_view printed);

  // Time in proportion to words times phrases of like length.
  [[nodiscard]] Mended mend(const std::vector<const PlacedWord*>& words) const;

 private:
  struct Entry {
    std::string joined;              // folded, without spaces
    std::vector<std::string> words;  // as printed
  };
  struct Hit {
    const Entry* entry = nullptr;
    std::size_t words = 0;  // of the text
    std::size_t distance = 0;
  };
  [[nodiscard]] Hit hitAt(const std::vector<const PlacedWord*>& words, std::size_t at) const;

  std::vector<Entry> entries_;
};

}  // namespace sohoa::metadata
