#pragma once

#include <string>

namespace sohoa::metadata {

// A phrase as it stands in a profile, with its folded form.
struct Phrase {
  std::string printed;
  std::string folded;
};

}  // namespace sohoa::metadata
