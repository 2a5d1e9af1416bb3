#pragma once

#include <string>

#include "core/error.h"
#include "core/ports/work_store.h"

namespace sohoa::pipeline {

// What the store keeps of an error.
[[nodiscard]] inline core::Failure failureOf(const core::Error& error) {
  return {std::string(error.code().slug), error.describe(core::Language::kVietnamese),
          error.describe(core::Language::kEnglish), error.context().page};
}

}  // namespace sohoa::pipeline
