#pragma once

#include <optional>
#include <string>

#include "metadata/layout.h"
#include "metadata/profile.h"

namespace sohoa::metadata {

struct PersonName {
  Reading reading;
  std::string name;      // mended
  double strength = 0;   // of the name as a name: highest when every word is a known one
  bool surname = false;  // begins with a known surname
  bool mended = false;   // a mark or letter was put right
};

// The person named in the words: two to seven words of letters that all begin with a capital, after
// ink taken for text at either end is dropped. Nothing when it is not a name. A word that is none
// of the known surnames and given names and was read with doubt, but has the letters of exactly
// one, is taken for that one with its marks ("NGUYÊN THỊ" for "NGUYỄN THỊ").
[[nodiscard]] std::optional<PersonName> personName(const Reading& reading,
                                                   const Vocabulary& vocabulary);

}  // namespace sohoa::metadata
