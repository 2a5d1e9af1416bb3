// Copies that wait for their certification: clerks ask, officers look and refuse.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/digest.h"
#include "core/fill_in.h"
#include "core/ports/errors.h"
#include "core/text.h"
#include "pipeline/certification_desk.h"
#include "pipeline/errors.h"
#include "server/api_state.h"
#include "server/certification_of.h"
#include "server/errors.h"
#include "server/json_body.h"

namespace sohoa::server {

using core::CertificationRequest;
using core::Error;
using nlohmann::json;

CertificationRequest requestOf(const Api::State& state, const Caller& caller, std::int64_t number) {
  const auto now = state.parts.clock.now();
  auto request = state.options.certification->queue.find(number, now);
  if (!request || !caller.sees(request->unit)) throw Error(kNotFound, {});
  return *std::move(request);
}

namespace {

const Certification& certification(const Api::State& state) { return *state.options.certification; }

std::string queried(const Call& call, const char* name) {
  const auto found = call.query.find(name);
  return found == call.query.end() ? std::string() : found->second;
}

CertificationRequest named(const Api::State& state, const Call& call) {
  return requestOf(state, call.caller,
                   wholeNumber(call.path.at("certification"), "certification", 1, INT64_MAX));
}

json orNull(const std::string& text) { return text.empty() ? json(nullptr) : json(text); }

json requestJson(const Api::State& state, const CertificationRequest& request) {
  json out{{"certification", request.number},
           {"source", request.source},
           {"title", ""},
           {"kind", ""},
           {"pages", 0},
           {"unit", request.unit},
           {"case_file", request.case_file},
           {"requester", request.requester_name},
           {"requested", core::formatIso8601(request.requested)},
           {"state", core::slug(request.state)},
           {"held", request.held},
           {"failure", orNull(request.failure)},
           {"officer", orNull(request.officer_name)},
           {"checks", request.checks},
           {"reason", orNull(request.reason)},
           {"copy", orNull(request.copy)},
           {"number", nullptr},
           {"book", nullptr},
           {"decided", nullptr}};
  if (const auto copy = state.parts.catalogue.find(request.source)) {
    out["title"] = copy->title;
    out["kind"] = copy->kind;
    out["pages"] = copy->pages;
  }
  if (request.decided) out["decided"] = core::formatIso8601(*request.decided);
  if (request.copy.empty()) return out;
  for (const auto& entry : state.parts.entries.ofSource(request.source)) {
    if (entry.copy_id != request.copy) continue;
    out["number"] = entry.number;
    out["book"] = entry.book;
  }
  return out;
}

// A copy of this house, made from paper, that the caller may know of.
CertificationRequest wanted(const Api::State& state, const Call& call, const json& object) {
  CertificationRequest request;
  request.source = neededText(object, "copy", 128);
  const auto copy = state.parts.catalogue.find(request.source);
  if (!copy || !call.caller.sees(copy->unit)) throw Error(kNotFound, {});
  const auto row = state.parts.stores.borrow()->findDocument(request.source);
  if (copy->product != core::Product::kDigitised || !row) {
    throw Error(pipeline::kNotFromPaper, {.detail = request.source});
  }
  request.unit = copy->unit;
  request.case_file = core::squeeze(neededText(object, "case_file", 128));
  request.requester = call.caller.client;
  request.requester_name = call.visitor ? call.visitor->person.name : call.caller.client;
  request.requested = state.parts.clock.now();
  return request;
}

// Asked again, the copy that waits already is told of: there is one request of it at a time.
Response ask(Api::State& state, const Call& call, const std::string& body) {
  const auto key = "certification " + idempotencyKey(call.request);
  const auto turn = state.key_turns.wait(call.caller.client + " " + key);
  const auto object = parseObject(body, {"copy", "case_file"});
  const auto fingerprint = core::sha256(object.dump()).hex();
  auto& book = state.parts.book;
  std::optional<CertificationRequest> kept;
  if (const auto before = book.remembered(call.caller.client, key)) {
    if (before->fingerprint != fingerprint) throw Error(kKeyReused, {});
    kept = requestOf(state, call.caller, std::stoll(before->answer));
  } else {
    kept = certification(state).queue.add(wanted(state, call, object));
    book.remember(call.caller.client, key, {fingerprint, std::to_string(kept->number)},
                  state.parts.clock.now());
  }
  auto response = jsonResponse(requestJson(state, *kept), 201);
  response.set("Location", "/api/v1/certifications/" + std::to_string(kept->number));
  return response;
}

// Who does not certify sees what he asked for himself.
Response list(Api::State& state, const Call& call) {
  core::CertificationFilter filter;
  if (const auto word = queried(call, "state"); !word.empty()) {
    filter.state = core::requestState(word);
    if (!filter.state) {
      throw Error(kBadRequest, {.detail = "state is waiting, certified or refused"});
    }
  }
  filter.units = call.caller.scope;
  if (call.caller.roles.count(core::Role::kCertify) == 0) filter.requester = call.caller.client;
  const auto limit = queried(call, "limit");
  filter.limit = static_cast<int>(wholeNumber(limit.empty() ? "200" : limit, "limit", 1, 500));
  const auto after = queried(call, "cursor");
  filter.after = wholeNumber(after.empty() ? "0" : after, "cursor", 0, INT64_MAX);
  json items = json::array();
  for (const auto& each : certification(state).queue.list(filter, state.parts.clock.now())) {
    items.push_back(requestJson(state, each));
  }
  const bool full = items.size() == static_cast<std::size_t>(filter.limit);
  return jsonResponse(
      {{"next", full ? json(std::to_string(items.back()["certification"].get<std::int64_t>()))
                     : json(nullptr)},
       {"certifications", std::move(items)}});
}

// What the number will be if nobody else certifies before: it is given when the copy is made.
json preview(const Api::State& state, const std::string& source) {
  const auto& house = certification(state);
  const auto& entries = state.parts.entries;
  for (const auto& entry : entries.ofSource(source)) {
    if (entry.state == core::EntryState::kOpen) {
      return {{"number", entry.number}, {"year", entry.year}, {"kept", true}};
    }
  }
  const int year = std::stoi(core::formatIso8601(state.parts.clock.now()).substr(0, 4));
  int last = 0;
  for (const auto& entry : entries.list(house.unit, year)) last = std::max(last, entry.number);
  return {{"number", last + 1}, {"year", year}, {"kept", false}};
}

Response show(Api::State& state, Call& call) {
  const auto request = named(state, call);
  const auto store = state.parts.stores.borrow();
  const auto row = store->findDocument(request.source);
  const auto copy = state.parts.catalogue.find(request.source);
  if (!row || !copy) throw Error(core::kNoSuchCopy, {});
  const auto master = store->master(row->master);
  call.copy = request.source;
  call.case_file = request.case_file;
  auto out = requestJson(state, request);
  json fields = json::object();
  for (const auto& [name, value] : copy->fields) fields[name] = value;
  json checks = json::array();
  for (const auto check : pipeline::kChecks) checks.push_back(check);
  out["fields"] = std::move(fields);
  out["batch"] = master.batch;
  out["file"] = row->master;
  out["page_numbers"] = row->document.pages;
  out["wanted_checks"] = std::move(checks);
  out["preview"] = preview(state, request.source);
  const auto year = std::to_string(out["preview"]["year"].get<int>());
  out["preview"]["book"] = core::fillIn(certification(state).book, {{"year", year}});
  return jsonResponse(out);
}

Response refuse(Api::State& state, const Call& call, const std::string& body) {
  const auto request = named(state, call);
  const auto object = parseObject(body, {"reason"});
  const auto reason = core::squeeze(neededText(object, "reason", 1000));
  if (reason.empty()) throw Error(kBadRequest, {.detail = "reason is needed"});
  const auto& person = call.visitor->person;
  certification(state).queue.refuse(request.number, person.id, person.name, reason,
                                    state.parts.clock.now());
  return jsonResponse(requestJson(state, requestOf(state, call.caller, request.number)));
}

}  // namespace

void addCertificationRoutes(Api::State& state) {
  if (state.options.certification == nullptr) return;
  const std::string all = "/api/v1/certifications";
  state.routes.push_back(
      {.method = "POST",
       .path = all,
       .operation = "requestCertification",
       .any_of = {core::Role::kScan, core::Role::kReview},
       .media_type = "application/json",
       .answer = [&state](Call& call, const std::string& body) { return ask(state, call, body); }});
  state.routes.push_back(
      {.method = "GET",
       .path = all,
       .operation = "listCertifications",
       .any_of = {core::Role::kScan, core::Role::kReview, core::Role::kCertify},
       .query = {"state", "cursor", "limit"},
       .answer = [&state](Call& call, const std::string&) { return list(state, call); }});
  state.routes.push_back(
      {.method = "GET",
       .path = all + "/{certification}",
       .operation = "getCertification",
       .any_of = {core::Role::kCertify},
       .personal = true,
       .purpose = "chung-thuc",
       .answer = [&state](Call& call, const std::string&) { return show(state, call); }});
  state.routes.push_back({.method = "POST",
                          .path = all + "/{certification}/refusal",
                          .operation = "refuseCertification",
                          .any_of = {core::Role::kCertify},
                          .person = true,
                          .media_type = "application/json",
                          .answer = [&state](Call& call, const std::string& body) {
                            return refuse(state, call, body);
                          }});
}

}  // namespace sohoa::server
