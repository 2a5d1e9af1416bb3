#include "warehouse/far_answer.h"

#include "core/text.h"
#include "warehouse/errors.h"

namespace sohoa::warehouse {
namespace {

constexpr std::size_t kMostCode = 100;
constexpr std::string_view kOurs = "urn:sohoa:problem:";

}  // namespace

nlohmann::json jsonOf(const core::HttpResponse& answer) {
  auto body = nlohmann::json::parse(answer.body, nullptr, false);
  if (!body.is_object()) return nlohmann::json::object();
  return body;
}

std::string textIn(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string problemCode(const core::HttpResponse& answer) {
  auto code = textIn(jsonOf(answer), "type");
  if (code.starts_with(kOurs)) code.erase(0, kOurs.size());
  if (code.size() > kMostCode) code.resize(kMostCode);
  return core::printable(code);
}

core::Error farError(const core::HttpResponse& answer, const std::string& what) {
  auto detail = what + " " + std::to_string(answer.status);
  if (const auto code = problemCode(answer); !code.empty()) detail += " " + code;
  const auto status = answer.status;
  const bool later =
      status >= 500 || status == 408 || status == 423 || status == 425 || status == 429;
  if (later) return {kFarUnavailable, {.detail = std::move(detail)}};
  if (status == 401 || status == 403) return {kFarCredentials, {.detail = std::move(detail)}};
  if (status >= 400) return {kFarRefused, {.detail = std::move(detail)}};
  return {kFarBadAnswer, {.detail = std::move(detail)}};
}

}  // namespace sohoa::warehouse
