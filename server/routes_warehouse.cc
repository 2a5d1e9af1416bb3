// What people at the warehouse's screens need beyond what programs do: counts of what a search
// finds, pages as pictures, and who looked at a copy.
#include <map>
#include <nlohmann/json.hpp>

#include "server/account_notes.h"
#include "server/api_state.h"
#include "server/copy_json.h"
#include "server/errors.h"
#include "server/json_body.h"
#include "server/search_terms.h"

namespace sohoa::server {
namespace {

using core::Error;
using nlohmann::json;

// So many copies are counted in a moment; beyond, people are told "more than".
constexpr int kMostCounted = 10'000;
constexpr int kLeastWidth = 50;
constexpr int kMostWidth = 2480;  // A4 at 300 dots an inch

std::string officeName(const core::UnitTree& units, const std::string& id) {
  const auto office = units.find(id);
  return office ? office->name : id;
}

json counted(const std::map<std::string, std::int64_t>& counts,
             const std::function<std::string(const std::string&)>& name) {
  json list = json::array();
  for (const auto& [value, count] : counts) {
    list.push_back({{"value", value}, {"name", name(value)}, {"count", count}});
  }
  return list;
}

Response facets(const Api::State& state, const Call& call, const std::string& body) {
  const auto query = queryOf(termsOfBody(body), call.caller, state.options.units);
  const auto found = state.parts.catalogue.facets(query, kMostCounted);
  const auto same = [](const std::string& value) { return value; };
  std::map<std::string, std::int64_t> products;
  for (const auto& [product, count] : found.products) {
    products[std::string(core::slug(product))] = count;
  }
  return jsonResponse({{"total", found.total},
                       {"more", found.more},
                       {"kinds", counted(found.kinds,
                                         [&](const std::string& kind) {
                                           const auto& titles = state.options.kind_titles;
                                           const auto title = titles.find(kind);
                                           return title == titles.end() ? kind : title->second;
                                         })},
                       {"units", counted(found.units,
                                         [&](const std::string& unit) {
                                           return officeName(state.options.units, unit);
                                         })},
                       {"years", counted(found.years, same)},
                       {"products", counted(products, same)}});
}

Response picture(Api::State& state, Call& call) {
  const auto copy = seenCopy(state, call);
  const auto page = wholeNumber(call.path.at("page"), "page", 0, 100'000);
  const auto asked = call.query.find("width");
  const auto width = asked == call.query.end()
                         ? 1240
                         : wholeNumber(asked->second, "width", kLeastWidth, kMostWidth);
  if (page >= copy.pages || !state.options.page_picture) throw Error(kNotFound, {});
  Response response;
  const auto tag =
      "\"" + copy.content.hex() + "-" + std::to_string(page) + "-" + std::to_string(width) + "\"";
  response.set("ETag", tag);
  response.set("Cache-Control", "private, no-cache");
  if (const auto status = refusedByTag(call.request, tag)) {
    response.status = *status;
    return response;
  }
  // Damage is found by the digest first and told as such.
  static_cast<void>(state.blob_check.open(copy.content));
  response.set("Content-Type", "image/jpeg");
  response.body = state.options.page_picture(state.parts.blobs.localFile(copy.content),
                                             static_cast<int>(page), static_cast<int>(width));
  return response;
}

Response accesses(const Api::State& state, Call& call) {
  constexpr int kAtATime = 200;
  constexpr auto kLastNumber = (std::int64_t{1} << 62) - 1;
  const auto copy = seenCopy(state, call);
  const bool names = call.caller.roles.count(core::Role::kAudit) != 0;
  const auto rows =
      state.parts.book.logged({.copy = copy.id,
                               .client = {},
                               .after = numberIn(call.query, "cursor", 0, kLastNumber, 0),
                               .limit = kAtATime,
                               .newest_first = flagged(call.query, "order", "newest")});
  std::map<std::string, std::string> known;
  json list = json::array();
  for (const auto& [number, entry] : rows) {
    json row{{"number", number},
             {"at", core::formatIso8601(entry.at)},
             {"unit", entry.unit},
             {"unit_name", officeName(state.options.units, entry.unit)},
             {"action", entry.action},
             {"purpose", entry.purpose},
             {"case_file", entry.case_file},
             {"status", entry.status},
             {"account", nullptr}};
    if (names) {
      auto& name = known[entry.client];
      if (name.empty()) name = accountName(state, entry.client);
      row["account"] = name;
    }
    list.push_back(std::move(row));
  }
  const bool more = static_cast<int>(rows.size()) == kAtATime;
  return jsonResponse({{"accesses", std::move(list)},
                       {"next", more ? json(std::to_string(rows.back().number)) : json(nullptr)}});
}

}  // namespace

void addWarehouseRoutes(Api::State& state) {
  state.routes.push_back({.method = "POST",
                          .path = "/api/v1/copies/facets",
                          .operation = "countCopiesByBody",
                          .any_of = {core::Role::kRead},
                          .personal = true,
                          .media_type = "application/json",
                          .most_bytes = 64U << 10U,
                          .answer = [&state](Call& call, const std::string& body) {
                            return facets(state, call, body);
                          }});
  state.routes.push_back(
      {.method = "GET",
       .path = "/api/v1/copies/{copy}/pages/{page}/picture",
       .operation = "getCopyPagePicture",
       .any_of = {core::Role::kRead},
       .personal = true,
       .query = {"width"},
       .answer = [&state](Call& call, const std::string&) { return picture(state, call); }});
  state.routes.push_back(
      {.method = "GET",
       .path = "/api/v1/copies/{copy}/accesses",
       .operation = "listCopyAccesses",
       .any_of = {core::Role::kRead},
       .personal = true,
       .query = {"order", "cursor"},
       .answer = [&state](Call& call, const std::string&) { return accesses(state, call); }});
}

}  // namespace sohoa::server
