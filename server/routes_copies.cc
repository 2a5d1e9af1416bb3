// Search, the record of a copy, and what came since.
#include <nlohmann/json.hpp>

#include "core/appearance.h"
#include "server/api_state.h"
#include "server/copy_json.h"
#include "server/errors.h"
#include "server/json_body.h"
#include "server/search_terms.h"

namespace sohoa::server {

using core::Error;
using nlohmann::json;

namespace {

Response search(const Api::State& state, const Call& call, const SearchTerms& terms) {
  const auto page = state.parts.catalogue.search(queryOf(terms, call.caller, state.options.units));
  json copies = json::array();
  for (const auto& hit : page.hits) copies.push_back(copyJson(hit));
  return jsonResponse(
      {{"copies", std::move(copies)}, {"next", page.next ? json(*page.next) : json(nullptr)}});
}

// The number in "LIFE-NUMBER"; 0 begins. Places of before a restore are told as such.
std::int64_t placeIn(const std::string& since, const std::string& life) {
  auto dash = since.find('-');
  if (dash == 0) dash = std::string::npos;
  const auto number = wholeNumber(dash == std::string::npos ? since : since.substr(dash + 1),
                                  "since", 0, (std::int64_t{1} << 62) - 1);
  if (number != 0 && (dash == std::string::npos || since.substr(0, dash) != life)) {
    throw Error(kOtherLife, {});
  }
  return number;
}

Response changes(const Api::State& state, const Call& call) {
  const auto since = call.query.find("since");
  const auto life = state.parts.catalogue.incarnation();
  const auto after = since == call.query.end() ? 0 : placeIn(since->second, life);
  const auto count = numberIn(call.query, "limit", 1, kMostCopies, 100);
  const auto found =
      state.parts.catalogue.changes(after, call.caller.scope, static_cast<int>(count));
  json copies = json::array();
  for (const auto& copy : found.copies) {
    copies.push_back({{"id", copy.id},
                      {"kind", copy.kind},
                      {"unit", copy.unit},
                      {"sha256", copy.content.hex()},
                      {"accepted", core::formatIso8601(copy.accepted)}});
  }
  json removed = json::array();
  for (const auto& copy : found.removed) {
    removed.push_back({{"id", copy.copy_id},
                       {"kind", copy.kind},
                       {"unit", copy.unit},
                       {"sha256", copy.content.hex()},
                       {"removed", core::formatIso8601(copy.removed)}});
  }
  return jsonResponse({{"copies", std::move(copies)},
                       {"removed", std::move(removed)},
                       {"next", life + "-" + std::to_string(found.last)},
                       {"more", found.more}});
}

}  // namespace

json copyJson(const core::SearchHit& copy) {
  return {{"id", copy.id},
          {"product", core::slug(copy.product)},
          {"kind", copy.kind},
          {"title", copy.title},
          {"fields", copy.fields},
          {"pages", copy.pages},
          {"level", copy.level},
          {"sha256", copy.content.hex()},
          {"size", copy.size},
          {"unit", copy.unit},
          {"case_file", copy.case_file},
          {"created", core::formatIso8601(copy.created)},
          {"accepted", core::formatIso8601(copy.accepted)}};
}

core::SearchHit seenCopy(const Api::State& state, Call& call) {
  const auto& id = call.path.at("copy");
  auto found = state.parts.catalogue.find(id);
  if (!found) {
    const auto stone = state.parts.catalogue.tombstone(id);
    if (!stone || !call.caller.sees(stone->unit)) throw Error(kNotFound, {});
    call.copy = id;
    throw Error(core::kCopyRemoved, {.detail = core::formatIso8601(stone->removed)});
  }
  if (!call.caller.sees(found->unit)) throw Error(kNotFound, {});
  call.copy = found->id;
  return *std::move(found);
}

std::string entityTag(const core::Sha256& content) { return "\"sha256:" + content.hex() + "\""; }

void addCopyRoutes(Api::State& state) {
  state.routes.push_back({.method = "GET",
                          .path = "/api/v1/copies",
                          .operation = "searchCopies",
                          .any_of = {core::Role::kRead},
                          .personal = true,
                          .query = {"q", "subject", "kind", "number", "issued_from", "issued_until",
                                    "unit", "product", "cursor", "limit"},
                          .answer = [&state](Call& call, const std::string&) {
                            return search(state, call, termsOf(call.query));
                          }});
  // For what must not stand in an address that proxies write down: names and id numbers.
  state.routes.push_back({.method = "POST",
                          .path = "/api/v1/copies/search",
                          .operation = "searchCopiesByBody",
                          .any_of = {core::Role::kRead},
                          .personal = true,
                          .media_type = "application/json",
                          .most_bytes = 64U << 10U,
                          .answer = [&state](Call& call, const std::string& body) {
                            return search(state, call, termsOfBody(body));
                          }});
  state.routes.push_back({.method = "GET",
                          .path = "/api/v1/copies/{copy}",
                          .operation = "getCopy",
                          .any_of = {core::Role::kRead},
                          .personal = true,
                          .answer = [&state](Call& call, const std::string&) {
                            return jsonResponse(copyJson(seenCopy(state, call)));
                          }});
  state.routes.push_back(
      {.method = "GET",
       .path = "/api/v1/changes",
       .operation = "listChanges",
       .any_of = {core::Role::kRead, core::Role::kArchive},
       .query = {"since", "limit"},
       .answer = [&state](Call& call, const std::string&) { return changes(state, call); }});
}

}  // namespace sohoa::server
