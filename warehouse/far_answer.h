#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "core/error.h"
#include "core/ports/http_client.h"

namespace sohoa::warehouse {

// The body as a JSON object; an empty object when it is none.
[[nodiscard]] nlohmann::json jsonOf(const core::HttpResponse& answer);

// A member that is a text; "" of anything else.
[[nodiscard]] std::string textIn(const nlohmann::json& object, const char* name);

// "urn:sohoa:problem:CODE" of a problem document (RFC 9457) as CODE, other types as they are; "" of
// other bodies. Never longer than 100 bytes, and printable: it is stored and shown.
[[nodiscard]] std::string problemCode(const core::HttpResponse& answer);

// What an answer other than 2xx means for whoever delivers: later (408, 423, 425, 429, 5xx), the
// account (401, 403), or never. `what` names the request in the detail.
[[nodiscard]] core::Error farError(const core::HttpResponse& answer, const std::string& what);

}  // namespace sohoa::warehouse
