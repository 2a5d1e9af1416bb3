#pragma once

#include "config/settings.h"
#include "pipeline/review_rules.h"

namespace sohoa::cli {

[[nodiscard]] inline pipeline::ReviewRules reviewRules(const config::ReviewSettings& settings) {
  return {core::reviewWait(settings.wait), settings.threshold, settings.id_threshold};
}

}  // namespace sohoa::cli
