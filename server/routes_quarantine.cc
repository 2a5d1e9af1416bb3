// What of a batch waits for a person, and what is done again.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "core/ports/errors.h"
#include "pipeline/held_items.h"
#include "pipeline/rerun.h"
#include "server/api_state.h"
#include "server/errors.h"
#include "server/json_body.h"
#include "server/seen_batch.h"

namespace sohoa::server {
namespace {

using core::Error;
using nlohmann::json;

constexpr std::size_t kMostItems = 1000;

[[noreturn]] void bad(const char* what) { throw Error(kBadRequest, {.detail = what}); }

Response list(Api::State& state, const Call& call) {
  const auto asked = [&](const char* name) -> std::optional<std::string> {
    const auto found = call.query.find(name);
    return found == call.query.end() ? std::nullopt : std::optional(found->second);
  };
  const auto limit = wholeNumber(asked("limit").value_or("200"), "limit", 1, 500);
  const auto after = wholeNumber(asked("cursor").value_or("0"), "cursor", 0, INT64_MAX);
  const auto store = state.parts.stores.borrow();
  const auto batch = seenBatch(*store, call);
  const pipeline::HeldItems held(*store, batch.id);
  auto items =
      held.itemsJson(asked("reason"), after, static_cast<std::size_t>(limit), call.language);
  const bool full = items.size() == static_cast<std::size_t>(limit);
  const json next = full ? json(std::to_string(items.back().at("id").get<core::Id>())) : json();
  return jsonResponse({{"reasons", held.reasonsJson(call.language)},
                       {"items", std::move(items)},
                       {"secrets", held.secrets()},
                       {"next", next}});
}

struct Wanted {
  std::vector<core::Id> items;
  std::string reason;
  bool all = false;

  [[nodiscard]] bool fits(const core::QuarantineRow& row) const {
    return all || row.code == reason ||
           std::find(items.begin(), items.end(), row.id) != items.end();
  }
};

Wanted wantedOf(const json& object) {
  Wanted wanted;
  wanted.reason = textMember(object, "reason", 100).value_or("");
  if (const auto all = object.find("all"); all != object.end()) {
    if (*all != true) bad("all is true or left out");
    wanted.all = true;
  }
  if (const auto items = object.find("items"); items != object.end()) {
    if (!items->is_array() || items->empty() || items->size() > kMostItems) {
      bad("items is no list of 1 to 1000 numbers");
    }
    for (const auto& item : *items) {
      if (!item.is_number_integer()) bad("an item is no number");
      wanted.items.push_back(item);
    }
  }
  if (int(wanted.all) + int(!wanted.reason.empty()) + int(!wanted.items.empty()) != 1) {
    bad("one of items, reason and all is needed");
  }
  return wanted;
}

// Few values of few settings: what a person may turn here changes how pages are read and nothing
// else of the house.
std::vector<std::string> settingsOf(const json& object) {
  struct Knob {
    const char* name;
    const char* setting;
    std::vector<json> values;
  };
  static const std::vector<Knob> knobs{
      {"language", "ocr.language=\"{}\"", {"vie", "vie+eng", "eng"}},
      {"dpi", "scan.default_dpi={}", {150, 200, 300, 400, 600}},
      {"megapixels", "scan.max_megapixels={}", {120, 240, 400}},
      {"page_seconds", "ocr.page_timeout_s={}", {120, 300, 600}}};
  const auto found = object.find("settings");
  if (found == object.end()) return {};
  if (!found->is_object()) bad("settings is no object");
  std::vector<std::string> out;
  for (const auto& [name, value] : found->items()) {
    const auto knob = std::find_if(knobs.begin(), knobs.end(),
                                   [&, n = name](const Knob& each) { return each.name == n; });
    if (knob == knobs.end()) bad("settings are language, dpi, megapixels and page_seconds");
    if (std::find(knob->values.begin(), knob->values.end(), value) == knob->values.end()) {
      bad("a setting has a value that is not offered");
    }
    out.push_back(fmt::format(fmt::runtime(knob->setting),
                              value.is_string() ? value.get<std::string>() : value.dump()));
  }
  return out;
}

Response retry(Api::State& state, const Call& call, const std::string& body) {
  const auto object = parseObject(body, {"items", "reason", "all", "settings"});
  const auto wanted = wantedOf(object);
  const auto settings = settingsOf(object);
  const auto store = state.parts.stores.borrow();
  const auto ledger = state.parts.ledgers.borrow();
  const auto batch = seenBatch(*store, call);
  const pipeline::HeldItems held(*store, batch.id);
  pipeline::Rerun rerun(*store, *ledger, state.parts.clock, settings);
  int retried = 0;
  std::map<std::string, int> left;
  for (const auto& row : held.rows()) {
    if (!wanted.fits(row)) continue;
    if (!settings.empty()) {
      rerun.again(row);
      continue;
    }
    try {
      store->retryQuarantined(row.id, state.parts.clock.now());
      ++retried;
    } catch (const Error& error) {
      if (error.retry() == core::Retry::kTransient) throw;
      ++left[std::string(error.code().slug)];
    }
  }
  for (const auto& error : rerun.left()) ++left[std::string(error.code().slug)];
  json kept = json::array();
  for (const auto& [code, count] : left) kept.push_back({{"code", code}, {"count", count}});
  return jsonResponse({{"retried", retried + rerun.continued()},
                       {"started_again", rerun.started()},
                       {"left", std::move(kept)}});
}

}  // namespace

void addQuarantineRoutes(Api::State& state) {
  const std::string path = "/api/v1/batches/{batch}/quarantine";
  state.routes.push_back(
      {.method = "GET",
       .path = path,
       .operation = "listQuarantine",
       .any_of = {core::Role::kScan, core::Role::kArchive},
       .query = {"reason", "cursor", "limit"},
       .answer = [&state](Call& call, const std::string&) { return list(state, call); }});
  state.routes.push_back({.method = "POST",
                          .path = path + "/retry",
                          .operation = "retryQuarantined",
                          .any_of = {core::Role::kArchive},
                          .media_type = "application/json",
                          .answer = [&state](Call& call, const std::string& body) {
                            return retry(state, call, body);
                          }});
}

}  // namespace sohoa::server
