#include "warehouse/rest_destination.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/encoding.h"
#include "core/file.h"
#include "core/text.h"
#include "warehouse/errors.h"
#include "warehouse/far_answer.h"
#include "warehouse/rest_body.h"

namespace sohoa::warehouse {

using core::Error;
using core::RestMapping;

namespace {

constexpr std::chrono::seconds kStall{60};
constexpr std::string_view kHeader = "header:";
constexpr std::size_t kMostProof = 64U << 10U;
constexpr std::size_t kMostReceipt = 1000;

core::HttpBodySource inMemory(const std::vector<std::uint8_t>& body) {
  return {body.size(), [&body](std::uint64_t at, std::span<std::uint8_t> into) {
            const auto count = std::min<std::size_t>(into.size(), body.size() - at);
            std::copy_n(body.begin() + static_cast<std::ptrdiff_t>(at), count, into.begin());
            return count;
          }};
}

// Where the answer names the copy; nothing when it does not.
std::optional<std::string> receiptIn(const core::HttpResponse& answer, const std::string& place) {
  std::string id;
  if (place.starts_with(kHeader)) {
    const auto found = answer.headers.find(core::toLower(place.substr(kHeader.size())));
    if (found != answer.headers.end()) id = found->second;
  } else {
    const auto body = nlohmann::json::parse(answer.body, nullptr, false);
    const nlohmann::json::json_pointer pointer(place);
    if (!body.is_discarded() && body.contains(pointer)) {
      const auto& value = body.at(pointer);
      if (value.is_string()) id = value.get<std::string>();
      if (value.is_number_integer()) id = value.dump();
    }
  }
  if (id.empty() || id.size() > kMostReceipt) return std::nullopt;
  return core::toNfc(id);
}

std::string proofIn(const core::HttpResponse& answer) {
  if (answer.body.size() > kMostProof) return {};
  return core::toNfc(
      std::string_view(reinterpret_cast<const char*>(answer.body.data()), answer.body.size()));
}

}  // namespace

RestDestination::RestDestination(core::HttpClient& http, RestDestinationOptions options,
                                 const core::Clock& clock)
    : http_(http),
      options_(std::move(options)),
      tokens_(http,
              {options_.mapping.token_url, options_.mapping.client, options_.secret,
               options_.mapping.scope},
              clock) {}

core::Receipt RestDestination::send(const core::OutgoingCopy& copy) {
  Patience patience(options_.retries);
  for (;;) {
    try {
      return bring(copy);
    } catch (const Error& error) {
      if (error.retry() != core::Retry::kTransient || !patience.again()) throw;
      copy.keep(copy.progress);
    }
  }
}

core::Receipt RestDestination::bring(const core::OutgoingCopy& copy) {
  const auto& mapping = options_.mapping;
  const core::Fd file(::open(copy.file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) core::throwSystemError(copy.file, errno);
  auto request = restRequest(mapping, copy, file.get());
  const auto body = std::move(request.body);
  if (!request.source) request.source = inMemory(body);
  request.timeout = {};
  request.stall = kStall;
  const auto whole = *request.source;
  const auto exchange = [&] {
    if (auto proof = authorization(); !proof.empty()) request.headers["Authorization"] = proof;
    request.source = core::pacedBody(whole, options_.bytes_per_second, options_.retries.sleep);
    return http_.send(request);
  };
  auto answer = exchange();
  if (answer.status == 401 && mapping.auth == RestMapping::Auth::kOauth2) {
    tokens_.forget();
    answer = exchange();
  }
  const bool done = mapping.done.count(answer.status) != 0;
  if (done || mapping.there.count(answer.status) != 0) {
    const auto id = receiptIn(answer, mapping.receipt);
    if (!id && done) throw Error(kFarBadAnswer, {.detail = "no receipt at " + mapping.receipt});
    return {id.value_or(copy.copy.id), proofIn(answer)};
  }
  if (mapping.retry.count(answer.status) != 0) {
    throw Error(kFarUnavailable, {.detail = "copy " + std::to_string(answer.status)});
  }
  auto error = farError(answer, "copy");
  if (error.retry() != core::Retry::kTransient) throw error;
  throw Error(kFarRefused, {.detail = error.context().detail});  // the mapping does not let it wait
}

std::string RestDestination::authorization() {
  const auto& mapping = options_.mapping;
  switch (mapping.auth) {
    case RestMapping::Auth::kNone:
      return {};
    case RestMapping::Auth::kBearer:
      return "Bearer " + options_.secret;
    case RestMapping::Auth::kOauth2:
      return tokens_.authorization();
    case RestMapping::Auth::kBasic: {
      const auto pair = mapping.client + ":" + options_.secret;
      return "Basic " + core::base64(std::span(reinterpret_cast<const std::uint8_t*>(pair.data()),
                                               pair.size()));
    }
  }
  return {};
}

}  // namespace sohoa::warehouse
