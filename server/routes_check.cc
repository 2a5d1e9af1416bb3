// Whether a copy that somebody was given is one of this warehouse: for anybody who holds its code,
// as it is printed on certified copies (docs/adr/0057-*).
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/verification_json.h"
#include "server/api_state.h"
#include "server/errors.h"
#include "server/json_body.h"

namespace sohoa::server {
namespace {

using core::Error;
using nlohmann::json;

// The bytes of a copy in one of its versions, newest last.
struct Held {
  core::Sha256 content;
  std::string level;
};

std::vector<Held> versionsOf(const Api::State& state, const core::SearchHit& copy) {
  std::vector<Held> held{{copy.content, copy.level}};
  for (const auto& one : state.parts.versions.of(copy.id)) {
    held.push_back({one.content, one.level});
  }
  return held;
}

json officeJson(const core::UnitTree& units, const std::string& id) {
  const auto office = units.find(id);
  return {{"id", id}, {"name", office ? office->name : id}};
}

json entryJson(const std::optional<core::RegisterEntry>& entry) {
  if (!entry) return nullptr;
  return {{"number", entry->number}, {"year", entry->year}, {"book", entry->book}};
}

std::optional<core::Sha256> digestOf(const Call& call) {
  const auto asked = call.query.find("sha256");
  if (asked == call.query.end()) return std::nullopt;
  try {
    return core::Sha256::fromHex(asked->second);
  } catch (const Error&) {
    throw Error(kBadRequest, {.detail = "sha256 is no SHA-256 in hexadecimal digits"});
  }
}

// The number that was printed on a certified copy, which is what makes its code public.
std::optional<core::RegisterEntry> issuedTo(const Api::State& state, const std::string& copy) {
  auto entry = state.parts.entries.ofCopy(copy);
  if (entry && entry->state != core::EntryState::kIssued) return std::nullopt;
  return entry;
}

Response disposed(const Api::State& state, const core::Tombstone& stone,
                  const std::optional<core::RegisterEntry>& entry,
                  const std::optional<core::Sha256>& digest) {
  const bool same = digest == stone.content;
  if (!entry && !same) throw Error(kNotFound, {});
  return jsonResponse({{"copy", stone.copy_id},
                       {"state", "disposed"},
                       {"unit", officeJson(state.options.units, stone.unit)},
                       {"register", entryJson(entry)},
                       {"created", core::formatIso8601(stone.created)},
                       {"disposed", core::formatIso8601(stone.removed)},
                       {"same_bytes", digest ? json(same) : json(nullptr)}});
}

json verdictOf(const Api::State& state, const core::SearchHit& copy, const core::Sha256& content) {
  core::VerifyRequest request;
  request.policy = copy.product == core::Product::kArchived ? core::VerifyRequest::Policy::kGeneric
                                                            : core::VerifyRequest::Policy::kSohoa;
  const auto report = core::verificationJson(
      state.parts.verifier.verify(state.parts.blobs.localFile(content), request));
  return report.at("verdict");
}

Response check(Api::State& state, Call& call) {
  call.retry_after =
      state.limiter.wait("check " + call.request.address, state.options.verifies_per_minute);
  if (call.retry_after > 0) throw Error(kTooManyRequests, {});
  const auto& id = call.path.at("copy");
  const auto digest = digestOf(call);
  const auto copy = state.parts.catalogue.find(id);
  const auto entry = issuedTo(state, id);
  if (!copy) {
    const auto stone = state.parts.catalogue.tombstone(id);
    if (!stone) throw Error(kNotFound, {});
    return disposed(state, *stone, entry, digest);
  }
  const auto held = versionsOf(state, *copy);
  const bool same = digest && std::any_of(held.begin(), held.end(),
                                          [&](const Held& one) { return one.content == *digest; });
  // Who has neither a printed code nor the file learns nothing, not even that there is such a copy.
  const bool handed_out = copy->product == core::Product::kCertified && entry.has_value();
  if (!handed_out && !same) throw Error(kNotFound, {});
  static_cast<void>(state.blob_check.open(held.back().content));
  return jsonResponse({{"copy", copy->id},
                       {"state", "held"},
                       {"product", core::slug(copy->product)},
                       {"unit", officeJson(state.options.units, copy->unit)},
                       {"register", entryJson(entry)},
                       {"created", core::formatIso8601(copy->created)},
                       {"level", held.back().level},
                       {"pages", copy->pages},
                       {"verdict", verdictOf(state, *copy, held.back().content)},
                       {"same_bytes", digest ? json(same) : json(nullptr)},
                       {"checked", core::formatIso8601(state.parts.clock.now())}});
}

}  // namespace

void addCheckRoutes(Api::State& state) {
  state.routes.push_back(
      {.method = "GET",
       .path = "/api/v1/checks/{copy}",
       .operation = "checkCopy",
       .any_of = {},
       .open = true,
       .query = {"sha256"},
       .answer = [&state](Call& call, const std::string&) { return check(state, call); }});
}

}  // namespace sohoa::server
