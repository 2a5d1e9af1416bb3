#include "warehouse/access_tokens.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/encoding.h"
#include "warehouse/errors.h"
#include "warehouse/far_answer.h"

namespace sohoa::warehouse {
namespace {

constexpr std::chrono::seconds kSpare{30};  // clocks differ, and requests take their time
constexpr std::int64_t kDefaultLife = 300;  // seconds, where the service does not say
constexpr std::int64_t kLongestLife = 86400;

}  // namespace

std::string AccessTokens::authorization() {
  if (!token_.empty() && clock_.now() < expires_) return "Bearer " + token_;
  core::HttpRequest ask;
  ask.method = "POST";
  ask.url = account_.token_url;
  ask.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                 {"Accept", "application/json"}};
  std::string form =
      "grant_type=client_credentials&client_id=" + core::percentEncoded(account_.client) +
      "&client_secret=" + core::percentEncoded(account_.secret);
  if (!account_.scope.empty()) form += "&scope=" + core::percentEncoded(account_.scope);
  ask.body.assign(form.begin(), form.end());
  const auto asked = clock_.now();
  const auto answer = http_.send(ask);
  // RFC 6749 section 5.2: 400 too says that the account is not right.
  if (answer.status == 400 || answer.status == 401 || answer.status == 403) {
    throw core::Error(kFarCredentials, {.detail = "token " + std::to_string(answer.status)});
  }
  if (answer.status != 200) throw farError(answer, "token");
  const auto body = jsonOf(answer);
  auto token = textIn(body, "access_token");
  if (token.empty()) throw core::Error(kFarBadAnswer, {.detail = "no access_token"});
  const auto life = body.find("expires_in");
  const auto seconds = life != body.end() && life->is_number_integer()
                           ? std::clamp<std::int64_t>(life->get<std::int64_t>(), 0, kLongestLife)
                           : kDefaultLife;
  token_ = std::move(token);
  expires_ = asked + std::chrono::seconds(seconds) - kSpare;
  return "Bearer " + token_;
}

}  // namespace sohoa::warehouse
