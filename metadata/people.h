#pragma once

#include <optional>

#include "metadata/layout.h"
#include "metadata/profile.h"

namespace sohoa::metadata {

struct PersonName {
  Reading reading;
  double strength = 0;  // higher when the first word is a known surname
};

// The person named in the words: two to seven words of letters that all begin with a capital, after
// ink taken for text at either end is dropped. Nothing when it is not a name.
[[nodiscard]] std::optional<PersonName> personName(const Reading& reading,
                                                   const Vocabulary& vocabulary);

}  // namespace sohoa::metadata
