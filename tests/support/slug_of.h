#pragma once

#include <string>

#include "core/error.h"

namespace sohoa::test {

// The slug of the core::Error that `act` throws, or "" when it throws none.
template <class Act>
[[nodiscard]] std::string slugOf(Act act) {
  try {
    act();
  } catch (const core::Error& error) {
    return std::string(error.code().slug);
  }
  return "";
}

}  // namespace sohoa::test
