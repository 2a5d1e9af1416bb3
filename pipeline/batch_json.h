#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/language.h"
#include "core/ports/work_store.h"

namespace sohoa::pipeline {

// {"fed","stored","kept","blank","separator","quarantined"}
[[nodiscard]] nlohmann::json sheetsJson(const core::SheetBalance& balance);

// [{"id","path","page","code","reason"}]
[[nodiscard]] nlohmann::json quarantinedJson(const std::vector<core::QuarantineRow>& rows,
                                             core::Language language);

// How far a batch is, without what stands on its papers; of what is held because of state secrets
// only how many items there are ("secrets"). Throws Error(kNoSuchItem).
[[nodiscard]] nlohmann::json batchJson(core::WorkStore& store, const core::BatchRow& batch,
                                       core::Language language);

// {"jobs_open","jobs_running","pages_done","pages_total","copies_done","copies_total",
// "reviews_waiting"}
[[nodiscard]] nlohmann::json progressJson(const core::Progress& progress);

}  // namespace sohoa::pipeline
