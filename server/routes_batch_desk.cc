// Batches as people see them: what runs, what is stuck and why, who answers for the sheets.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/digest.h"
#include "core/text.h"
#include "pipeline/batch_facts.h"
#include "pipeline/batch_html.h"
#include "pipeline/batch_json.h"
#include "pipeline/batch_list.h"
#include "pipeline/hand_count.h"
#include "server/api_state.h"
#include "server/errors.h"
#include "server/json_body.h"
#include "server/seen_batch.h"

namespace sohoa::server {
namespace {

using core::Error;
using nlohmann::json;

constexpr std::int64_t kMostListed = 100;

[[noreturn]] void bad(const char* what) { throw Error(kBadRequest, {.detail = what}); }

std::optional<std::string> queried(const Call& call, const char* name) {
  const auto found = call.query.find(name);
  return found == call.query.end() ? std::nullopt : std::optional(found->second);
}

pipeline::BatchFilter filterOf(const Call& call) {
  pipeline::BatchFilter filter;
  filter.sees = [&call](const std::string& unit) { return call.caller.sees(unit); };
  filter.unit = queried(call, "unit");
  if (const auto word = queried(call, "state")) {
    filter.state = pipeline::batchState(*word);
    if (!filter.state) bad("state is working, waiting, paused, held or done");
  }
  if (const auto word = queried(call, "lane")) {
    for (const auto lane : {core::Lane::kCounter, core::Lane::kCase, core::Lane::kBacklog}) {
      if (*word == slug(lane)) filter.lane = lane;
    }
    if (!filter.lane) bad("lane is counter, case or backlog");
  }
  return filter;
}

Response list(Api::State& state, const Call& call) {
  const auto limit = wholeNumber(queried(call, "limit").value_or("50"), "limit", 1, kMostListed);
  const auto after = queried(call, "cursor").value_or("");
  const auto store = state.parts.stores.borrow();
  // A cursor of somebody else's batch tells nothing, not even that there is such a batch.
  if (!after.empty()) {
    const auto known = store->findBatch(after);
    if (!known || !call.caller.sees(known->unit)) throw Error(kNotFound, {});
  }
  const auto page = pipeline::listBatches(*store, state.pace, filterOf(call), after,
                                          static_cast<std::size_t>(limit), state.parts.clock.now());
  json batches = json::array();
  for (const auto& each : page.batches) batches.push_back(pipeline::listedJson(each));
  return jsonResponse({{"batches", std::move(batches)},
                       {"next", page.next.empty() ? json(nullptr) : json(page.next)}});
}

Response lookAtOne(Api::State& state, const Call& call) {
  const auto store = state.parts.stores.borrow();
  const auto batch = seenBatch(*store, call);
  auto listed =
      pipeline::listedJson(pipeline::lookAt(*store, state.pace, batch, state.parts.clock.now()));
  if (batch.lane == core::Lane::kCounter) {  // nobody counts a backlog
    listed["hand_count"] =
        pipeline::handCountJson(pipeline::handCount(*state.parts.ledgers.borrow(), batch.id));
  }
  return jsonResponse(listed);
}

Response hold(Api::State& state, const Call& call, bool paused) {
  const auto store = state.parts.stores.borrow();
  const auto batch = seenBatch(*store, call);
  store->pauseBatch(batch.id, paused);
  return jsonResponse({{"batch", batch.id}, {"paused", paused}});
}

Response cancel(Api::State& state, const Call& call) {
  const auto store = state.parts.stores.borrow();
  const auto batch = seenBatch(*store, call);
  const int jobs = store->cancelBatch(batch.id, state.parts.clock.now());
  return jsonResponse({{"batch", batch.id}, {"cancelled", jobs}});
}

Response report(Api::State& state, const Call& call) {
  const auto format = queried(call, "format").value_or("json");
  if (format != "json" && format != "csv" && format != "html") bad("format is json, csv or html");
  const auto store = state.parts.stores.borrow();
  const auto ledger = state.parts.ledgers.borrow();
  const auto batch = seenBatch(*store, call);
  const pipeline::Discretion discretion(*store, batch.id);
  auto facts = pipeline::reportFacts(*store, *ledger, batch, discretion);
  pipeline::leaveOutSecretFiles(facts, discretion);
  Response response;
  if (format == "json") response = jsonResponse(pipeline::reportJson(facts, call.language));
  if (format == "csv") {
    response.set("Content-Type", "text/csv; charset=utf-8");
    response.body = pipeline::reportCsv(facts, call.language);
  }
  if (format == "html") {
    response.set("Content-Type", "text/html; charset=utf-8");
    response.body = pipeline::reportHtml(
        facts, discretion, [](auto...) { return std::nullopt; }, call.language);
  }
  response.set("Content-Disposition", "attachment; filename=\"" + batch.id + "." + format + "\"");
  return response;
}

json signOffJson(const core::SignOff& each) {
  return {{"number", each.id},
          {"person", each.person},
          {"remark", each.remark},
          {"at", core::formatIso8601(each.at)},
          {"sheets", pipeline::sheetsJson(each.balance)}};
}

Response signOffs(Api::State& state, const Call& call) {
  const auto batch = seenBatch(*state.parts.stores.borrow(), call);
  json list = json::array();
  for (const auto& each : state.parts.ledgers.borrow()->signOffs(batch.id)) {
    list.push_back(signOffJson(each));
  }
  return jsonResponse({{"sign_offs", std::move(list)}});
}

Response signOff(Api::State& state, const Call& call, const std::string& body) {
  const auto key = "sign-off " + idempotencyKey(call.request);
  const auto turn = state.key_turns.wait(call.caller.client + " " + key);
  const auto object = parseObject(body, {"remark"});
  const auto remark = core::squeeze(textMember(object, "remark", 1000).value_or(""));
  const auto batch = seenBatch(*state.parts.stores.borrow(), call);
  const auto fingerprint = core::sha256(batch.id + " " + remark).hex();
  auto& book = state.parts.book;
  if (const auto before = book.remembered(call.caller.client, key)) {
    if (before->fingerprint != fingerprint) throw Error(kKeyReused, {});
    return jsonResponse(json::parse(before->answer), 201);
  }
  const auto now = state.parts.clock.now();
  const auto& person = call.visitor->person;
  const auto done = state.parts.ledgers.borrow()->signOff(
      batch.id, person.name.empty() ? person.login : person.name, remark, now);
  const auto answer = signOffJson(done);
  book.remember(call.caller.client, key, {fingerprint, answer.dump()}, now);
  return jsonResponse(answer, 201);
}

}  // namespace

void addBatchDeskRoutes(Api::State& state) {
  const core::Roles see{core::Role::kScan, core::Role::kArchive};
  const core::Roles act{core::Role::kArchive};
  const std::string one = "/api/v1/batches/{batch}";
  state.routes.push_back(
      {.method = "GET",
       .path = "/api/v1/batches",
       .operation = "listBatches",
       .any_of = see,
       .query = {"state", "lane", "unit", "cursor", "limit"},
       .answer = [&state](Call& call, const std::string&) { return list(state, call); }});
  state.routes.push_back(
      {.method = "GET",
       .path = one + "/state",
       .operation = "getBatchState",
       .any_of = see,
       .answer = [&state](Call& call, const std::string&) { return lookAtOne(state, call); }});
  state.routes.push_back(
      {.method = "POST",
       .path = one + "/pause",
       .operation = "pauseBatch",
       .any_of = act,
       .answer = [&state](Call& call, const std::string&) { return hold(state, call, true); }});
  state.routes.push_back(
      {.method = "POST",
       .path = one + "/resume",
       .operation = "resumeBatch",
       .any_of = act,
       .answer = [&state](Call& call, const std::string&) { return hold(state, call, false); }});
  state.routes.push_back(
      {.method = "POST",
       .path = one + "/cancel",
       .operation = "cancelBatch",
       .any_of = act,
       .answer = [&state](Call& call, const std::string&) { return cancel(state, call); }});
  state.routes.push_back(
      {.method = "GET",
       .path = one + "/report",
       .operation = "getBatchReport",
       .any_of = see,
       .personal = true,
       .purpose = "so-hoa",
       .query = {"format"},
       .answer = [&state](Call& call, const std::string&) { return report(state, call); }});
  state.routes.push_back(
      {.method = "GET",
       .path = one + "/sign-offs",
       .operation = "listSignOffs",
       .any_of = see,
       .answer = [&state](Call& call, const std::string&) { return signOffs(state, call); }});
  state.routes.push_back({.method = "POST",
                          .path = one + "/sign-offs",
                          .operation = "signBatchOff",
                          .any_of = act,
                          .person = true,  // no program can answer for sheets
                          .media_type = "application/json",
                          .answer = [&state](Call& call, const std::string& body) {
                            return signOff(state, call, body);
                          }});
}

}  // namespace sohoa::server
