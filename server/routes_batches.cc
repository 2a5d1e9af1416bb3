// Uploads become batches; how these get on.
#include <algorithm>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "core/digest.h"
#include "pipeline/batch_json.h"
#include "pipeline/ingest.h"
#include "server/api_state.h"
#include "server/errors.h"
#include "server/json_body.h"
#include "server/seen_batch.h"
#include "server/upload_of.h"

namespace sohoa::server {
namespace {

using core::Error;
using nlohmann::json;

constexpr std::size_t kMostUploads = 10000;

struct Order {
  std::vector<core::Upload> uploads;
  core::Queue queue;
  std::string case_file;
};

core::Lane laneOf(const std::string& word) {
  for (const auto lane : {core::Lane::kCounter, core::Lane::kCase, core::Lane::kBacklog}) {
    if (word == slug(lane)) return lane;
  }
  throw Error(kBadRequest, {.detail = "lane is counter, case or backlog"});
}

core::ReviewWait reviewOf(const std::string& word) {
  for (const auto wait : {core::ReviewWait::kAsSet, core::ReviewWait::kNever,
                          core::ReviewWait::kDoubtful, core::ReviewWait::kAlways}) {
    if (word == slug(wait)) return wait;
  }
  throw Error(kBadRequest, {.detail = "review is never, doubtful or always"});
}

std::vector<std::string> idsOf(const json& object) {
  const auto found = object.find("uploads");
  if (found == object.end() || !found->is_array() || found->empty() ||
      found->size() > kMostUploads) {
    throw Error(kBadRequest, {.detail = "uploads is no list of 1 to 10000 ids"});
  }
  std::vector<std::string> ids;
  for (const auto& id : *found) {
    if (!id.is_string()) throw Error(kBadRequest, {.detail = "an id of uploads is no text"});
    ids.push_back(id);
  }
  auto sorted = ids;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    throw Error(kBadRequest, {.detail = "an upload is named twice"});
  }
  return ids;
}

Order orderOf(const Api::State& state, const Call& call, const json& object) {
  Order order;
  order.queue.lane = laneOf(textMember(object, "lane", 16).value_or("case"));
  order.queue.review = reviewOf(textMember(object, "review", 16).value_or(""));
  order.queue.unit = textMember(object, "unit", 128).value_or(call.caller.unit);
  if (!call.caller.sees(order.queue.unit)) throw Error(kForbidden, {.detail = "another office"});
  order.case_file = textMember(object, "case_file", 256).value_or("");
  for (const auto& id : idsOf(object)) {
    auto upload = uploadOf(state, call.caller, id);
    if (!upload.complete()) throw Error(kBadRequest, {.detail = "upload " + id + " has gaps"});
    order.uploads.push_back(std::move(upload));
  }
  return order;
}

// `sees`: whether the caller may know of a batch.
json ingestJson(const pipeline::IngestReport& report, core::Language language,
                const std::function<bool(const std::string&)>& sees) {
  json duplicates = json::array();
  int taken = report.taken;
  for (const auto* list : {&report.duplicates, &report.known}) {
    for (const auto& file : *list) {
      // Taken by the same request before it was cut short.
      if (list == &report.known && file.master.batch == report.batch) {
        ++taken;
        continue;
      }
      duplicates.push_back(
          {{"name", file.path.filename().string()},
           {"batch", sees(file.master.batch) ? json(file.master.batch) : json(nullptr)}});
    }
  }
  json refused = json::array();
  for (const auto& file : report.refused) {
    const auto& code = file.error.code();
    refused.push_back({{"name", file.path.filename().string()},
                       {"code", code.slug},
                       {"reason", core::pick(language, code.vi, code.en)}});
  }
  json ignored = json::array();
  for (const auto& path : report.ignored) ignored.push_back(path.filename().string());
  return {{"batch", report.batch},
          {"taken", taken},
          {"duplicates", std::move(duplicates)},
          {"refused", std::move(refused)},
          {"ignored", std::move(ignored)}};
}

std::function<bool(const std::string&)> seesBatch(core::WorkStore& store, const Caller& caller) {
  return [&store, &caller](const std::string& id) {
    const auto batch = store.findBatch(id);
    return batch && caller.sees(batch->unit);
  };
}

Response created(const json& answer) {
  auto response = jsonResponse(answer, 201);
  response.set("Location", "/api/v1/batches/" + answer.at("batch").get<std::string>());
  return response;
}

// Uploads whose time is over while they are taken in would be removed under our hands; one that is
// receiving is not. Only those near their end, as each costs a descriptor.
std::vector<std::unique_ptr<core::UploadPart>> keepFromExpiry(
    const Api::State& state, const std::vector<core::Upload>& uploads) {
  constexpr std::chrono::hours kNear{6};
  const auto now = state.parts.clock.now();
  std::vector<std::unique_ptr<core::UploadPart>> kept;
  for (const auto& upload : uploads) {
    if (upload.expires > now + kNear) continue;
    kept.push_back(state.parts.uploads.append(upload.id, upload.offset, now));
  }
  return kept;
}

// Taking in is idempotent by the uploads' paths, so that a request cut short by a crash is simply
// done again; once it is remembered the uploads may go.
Response create(Api::State& state, Call& call, const std::string& body) {
  const auto key = "batch " + idempotencyKey(call.request);
  // A client that lost patience sends again while its first request is still at work.
  const auto turn = state.key_turns.wait(call.caller.client + " " + key);
  const auto object = parseObject(body, {"uploads", "lane", "unit", "case_file", "review"});
  const auto fingerprint =
      core::sha256(object.dump(-1, ' ', false, json::error_handler_t::replace)).hex();
  auto& book = state.parts.book;
  if (const auto before = book.remembered(call.caller.client, key)) {
    if (before->fingerprint != fingerprint) throw Error(kKeyReused, {});
    return created(json::parse(before->answer));
  }
  const auto order = orderOf(state, call, object);
  std::vector<std::filesystem::path> paths;
  for (const auto& upload : order.uploads) paths.push_back(state.parts.uploads.file(upload));
  const auto kept = keepFromExpiry(state, order.uploads);
  pipeline::Foreknowledge known;
  // Taking in holds a store for as long as it takes: others need theirs meanwhile.
  const core::Seats::Seat seat(state.intakes, Error(kOverloaded, {}));
  const auto store = state.parts.stores.borrow();
  const auto ledger = state.parts.ledgers.borrow();  // always in this order
  known.ledger = &*ledger;
  known.case_file = order.case_file;
  const auto report = pipeline::ingest(
      state.parts.intake, *store, state.parts.clock, paths, order.queue, [](int, int) {}, known);
  const auto answer = ingestJson(report, call.language, seesBatch(*store, call.caller));
  book.remember(call.caller.client, key, {fingerprint, answer.dump()}, state.parts.clock.now());
  std::set<std::filesystem::path> refused;
  for (const auto& file : report.refused) refused.insert(file.path);
  for (const auto& upload : order.uploads) {
    if (refused.count(state.parts.uploads.file(upload)) == 0) {
      state.parts.uploads.remove(upload.id);
    }
  }
  return created(answer);
}

Response status(Api::State& state, const Call& call) {
  const auto store = state.parts.stores.borrow();
  return jsonResponse(pipeline::batchJson(*store, seenBatch(*store, call), call.language));
}

// Server-sent events: "progress" whenever something changed, "done" at the end.
Response events(Api::State& state, const Call& call) {
  const auto id = seenBatch(*state.parts.stores.borrow(), call).id;
  Response response;
  response.set("Content-Type", "text/event-stream");
  response.events = [&state, id, last = std::string()]() mutable {
    core::Progress progress;
    try {
      progress = state.parts.stores.borrow()->progress(id);
    } catch (const Error&) {
      return Event{};  // the store is busy: asked again in a second
    }
    const auto text = pipeline::progressJson(progress).dump();
    const bool done = progress.jobs_open == 0 && !core::isTaking(progress, state.parts.clock.now());
    if (text == last && !done) return Event{};
    last = text;
    return Event{std::string("event: ") + (done ? "done" : "progress") + "\ndata: " + text + "\n\n",
                 done};
  };
  return response;
}

}  // namespace

core::BatchRow seenBatch(core::WorkStore& store, const Call& call) {
  auto batch = store.findBatch(call.path.at("batch"));
  if (!batch || !call.caller.sees(batch->unit)) throw Error(kNotFound, {});
  return *std::move(batch);
}

void addBatchRoutes(Api::State& state) {
  const core::Roles roles{core::Role::kScan, core::Role::kArchive};
  state.routes.push_back({.method = "POST",
                          .path = "/api/v1/batches",
                          .operation = "createBatch",
                          .any_of = roles,
                          .media_type = "application/json",
                          .answer = [&state](Call& call, const std::string& body) {
                            return create(state, call, body);
                          }});
  state.routes.push_back(
      {.method = "GET",
       .path = "/api/v1/batches/{batch}",
       .operation = "getBatch",
       .any_of = roles,
       .answer = [&state](Call& call, const std::string&) { return status(state, call); }});
  state.routes.push_back(
      {.method = "GET",
       .path = "/api/v1/batches/{batch}/events",
       .operation = "followBatch",
       .any_of = roles,
       .answer = [&state](Call& call, const std::string&) { return events(state, call); }});
}

}  // namespace sohoa::server
