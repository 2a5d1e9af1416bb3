#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/language.h"
#include "pipeline/scan_seat.h"

namespace sohoa::server {

// A scan session as the OpenAPI document's `Scan` has it. `sees`: whether the caller may know of a
// batch.
[[nodiscard]] nlohmann::json scanJson(const pipeline::SeatView& session, core::Language language,
                                      const std::function<bool(const std::string&)>& sees);
// `ScanHead`: of a list.
[[nodiscard]] nlohmann::json scanHeadJson(const pipeline::SessionHead& head);
// What a request asks of a scanner, or a profile offers.
[[nodiscard]] nlohmann::json scanRequestJson(const core::ScanRequest& request);

}  // namespace sohoa::server
