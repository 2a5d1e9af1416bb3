// Copies that served in place of papers, and who looked at what.
#include <map>
#include <nlohmann/json.hpp>

#include "server/account_notes.h"
#include "server/api_state.h"
#include "server/errors.h"
#include "server/json_body.h"

namespace sohoa::server {
namespace {

using core::Error;
using nlohmann::json;

json reuseJson(const core::Reuse& reuse) {
  return {{"copy", reuse.copy},       {"case_file", reuse.case_file},
          {"purpose", reuse.purpose}, {"client", reuse.client},
          {"unit", reuse.unit},       {"at", core::formatIso8601(reuse.at)}};
}

Response record(Api::State& state, Call& call, const std::string& body) {
  const auto key = idempotencyKey(call.request);
  const auto object = parseObject(body, {"copy"});
  const auto id = neededText(object, "copy", 128);
  const auto copy = state.parts.catalogue.find(id);
  if (!copy || !call.caller.sees(copy->unit)) throw Error(kNotFound, {});
  call.copy = copy->id;
  const auto recorded = state.parts.book.recordReuse({.key = key,
                                                      .client = call.caller.client,
                                                      .unit = call.caller.unit,
                                                      .copy = copy->id,
                                                      .case_file = call.case_file,
                                                      .purpose = call.purpose,
                                                      .at = state.parts.clock.now()});
  return jsonResponse(reuseJson(recorded), 201);
}

struct Page {
  std::int64_t after = 0;
  int limit = 100;
};

Page pageOf(const Call& call) {
  Page page;
  page.after = numberIn(call.query, "cursor", 0, (std::int64_t{1} << 62) - 1, page.after);
  page.limit = static_cast<int>(numberIn(call.query, "limit", 1, 1000, page.limit));
  return page;
}

std::optional<std::string> asked(const Call& call, const char* name) {
  const auto found = call.query.find(name);
  if (found == call.query.end()) return std::nullopt;
  return found->second;
}

std::optional<core::Timestamp> askedTime(const Call& call, const char* name) {
  const auto text = asked(call, name);
  if (!text) return std::nullopt;
  try {
    return core::parseIso8601(*text);
  } catch (const Error&) {
    throw Error(kBadRequest, {.detail = std::string(name) + " is no ISO 8601 time"});
  }
}

// Entries of offices outside the caller's scope are left out, and the cursor goes past them.
template <class Rows, class UnitOf, class Show>
Response listed(const Rows& rows, const Page& page, const Caller& caller, const char* name,
                UnitOf unit_of, Show show) {
  json items = json::array();
  std::int64_t last = page.after;
  for (const auto& row : rows) {
    last = row.number;
    if (caller.sees(unit_of(row))) items.push_back(show(row));
  }
  const bool more = static_cast<int>(rows.size()) == page.limit;
  return jsonResponse(
      {{name, std::move(items)}, {"next", more ? json(std::to_string(last)) : json(nullptr)}});
}

Response reuses(const Api::State& state, const Call& call) {
  const auto page = pageOf(call);
  const auto rows = state.parts.book.reuses({.copy = asked(call, "copy"),
                                             .unit = asked(call, "unit"),
                                             .from = askedTime(call, "from"),
                                             .until = askedTime(call, "until"),
                                             .after = page.after,
                                             .limit = page.limit});
  return listed(
      rows, page, call.caller, "reuses", [](const auto& row) { return row.reuse.unit; },
      [](const auto& row) { return reuseJson(row.reuse); });
}

Response accesses(const Api::State& state, const Call& call) {
  const auto page = pageOf(call);
  const auto rows =
      state.parts.book.logged({.copy = asked(call, "copy"),
                               .client = asked(call, "client"),
                               .after = page.after,
                               .limit = page.limit,
                               .about_accounts = flagged(call.query, "about", "accounts"),
                               .newest_first = flagged(call.query, "order", "newest")});
  std::map<std::string, std::string> known;
  const auto name = [&](const std::string& id) {
    const auto [at, fresh] = known.try_emplace(id);
    if (fresh) at->second = accountName(state, id);
    return at->second;
  };
  return listed(
      rows, page, call.caller, "accesses", [](const auto& row) { return row.entry.unit; },
      [&](const auto& row) {
        const auto& entry = row.entry;
        const bool of_account = entry.action.starts_with(core::kAccountActions);
        return json{{"number", row.number},
                    {"at", core::formatIso8601(entry.at)},
                    {"client", entry.client},
                    {"client_name", name(entry.client)},
                    {"unit", entry.unit},
                    {"action", entry.action},
                    {"copy", entry.copy},
                    {"account_name", of_account ? json(name(entry.copy)) : json(nullptr)},
                    {"purpose", entry.purpose},
                    {"case_file", entry.case_file},
                    {"status", entry.status}};
      });
}

}  // namespace

void addReuseRoutes(Api::State& state) {
  state.routes.push_back({.method = "POST",
                          .path = "/api/v1/reuses",
                          .operation = "recordReuse",
                          .any_of = {core::Role::kRead},
                          .personal = true,
                          .media_type = "application/json",
                          .most_bytes = 16U << 10U,
                          .answer = [&state](Call& call, const std::string& body) {
                            return record(state, call, body);
                          }});
  state.routes.push_back(
      {.method = "GET",
       .path = "/api/v1/reuses",
       .operation = "listReuses",
       .any_of = {core::Role::kRead, core::Role::kAudit, core::Role::kAdmin},
       .query = {"copy", "unit", "from", "until", "cursor", "limit"},
       .answer = [&state](Call& call, const std::string&) { return reuses(state, call); }});
  state.routes.push_back(
      {.method = "GET",
       .path = "/api/v1/accesses",
       .operation = "listAccesses",
       .any_of = {core::Role::kAudit},
       .query = {"copy", "client", "about", "order", "cursor", "limit"},
       .answer = [&state](Call& call, const std::string&) { return accesses(state, call); }});
}

}  // namespace sohoa::server
