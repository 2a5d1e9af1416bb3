// Scans at the counter: sessions of this station's scanners, which go on whoever looks at them.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/digest.h"
#include "core/ports/scanner_errors.h"
#include "pipeline/errors.h"
#include "pipeline/intake_slip.h"
#include "pipeline/scan_station.h"
#include "server/api_state.h"
#include "server/errors.h"
#include "server/json_body.h"
#include "server/scan_json.h"
#include "server/upload_of.h"

namespace sohoa::server {
namespace {

using core::Error;
using nlohmann::json;

constexpr int kMostSheets = 100'000;
constexpr std::int64_t kMostListed = 200;

pipeline::ScanStation& station(const Api::State& state) {
  if (state.options.station == nullptr) throw Error(kNotFound, {});
  return *state.options.station;
}

std::optional<int> number(const json& object, const char* name, int least, int most) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return {};
  if (!found->is_number_integer()) {
    throw Error(kBadRequest, {.detail = std::string(name) + " is no number"});
  }
  return static_cast<int>(wholeNumber(found->dump(), name, least, most));
}

int neededNumber(const json& object, const char* name, int least, int most) {
  const auto found = number(object, name, least, most);
  if (!found) throw Error(kBadRequest, {.detail = std::string(name) + " is needed"});
  return *found;
}

// A session of the caller's own office; others do not exist for it.
std::shared_ptr<pipeline::ScanSeat> seatOf(const Api::State& state, const Call& call) {
  std::shared_ptr<pipeline::ScanSeat> seat;
  try {
    seat = station(state).seat(call.path.at("scan"));
  } catch (const Error& error) {
    if (error.code() != pipeline::kNoSession) throw;
  }
  if (!seat || !call.caller.sees(seat->view().head.queue.unit)) throw Error(kNotFound, {});
  return seat;
}

std::function<bool(const std::string&)> seesBatch(Api::State& state, const Caller& caller) {
  return [&state, caller](const std::string& id) {
    const auto batch = state.parts.stores.borrow()->findBatch(id);
    return batch && caller.sees(batch->unit);
  };
}

Response shown(Api::State& state, const Call& call, const pipeline::ScanSeat& seat,
               int status = 200) {
  return jsonResponse(scanJson(seat.view(), call.language, seesBatch(state, call.caller)), status);
}

Response scanners(const Api::State& state) {
  json devices = json::array();
  for (const auto& device : station(state).devices()) {
    devices.push_back({{"name", device.name},
                       {"vendor", device.vendor},
                       {"model", device.model},
                       {"type", device.type}});
  }
  json profiles = json::array();
  for (const auto& [name, request] : station(state).profiles()) {
    profiles.push_back({{"name", name}, {"request", scanRequestJson(request)}});
  }
  return jsonResponse({{"devices", std::move(devices)}, {"profiles", std::move(profiles)}});
}

core::ScanRequest requestOf(const Api::State& state, const json& object) {
  const auto& profiles = station(state).profiles();
  const auto profile = profiles.find(textMember(object, "profile", 64).value_or(""));
  if (profile == profiles.end()) throw Error(kBadRequest, {.detail = "no such profile"});
  auto request = profile->second;
  if (auto device = textMember(object, "device", 512)) request.device = *std::move(device);
  try {
    if (const auto source = textMember(object, "source", 16)) {
      request.source = core::paperSource(*source);
      request.source_name.clear();
    }
    if (const auto colour = textMember(object, "colour", 16)) {
      request.colour = core::scanColour(*colour);
    }
  } catch (const Error& error) {
    throw Error(kBadRequest, {.detail = error.context().detail});
  }
  request.resolution = number(object, "resolution", 200, 1200).value_or(request.resolution);
  return request;
}

// Whoever lost the answer asks again with the same key, and no second session is begun.
Response begin(Api::State& state, const Call& call, const std::string& body) {
  const auto key = "scan " + idempotencyKey(call.request);
  const auto turn = state.key_turns.wait(call.caller.client + " " + key);
  const auto object = parseObject(
      body, {"case_file", "unit", "profile", "device", "source", "colour", "resolution"});
  const auto fingerprint =
      core::sha256(object.dump(-1, ' ', false, json::error_handler_t::replace)).hex();
  auto& book = state.parts.book;
  std::string name;
  if (const auto before = book.remembered(call.caller.client, key)) {
    if (before->fingerprint != fingerprint) throw Error(kKeyReused, {});
    name = before->answer;
  } else {
    const auto unit = textMember(object, "unit", 128).value_or(call.caller.unit);
    if (!call.caller.sees(unit)) throw Error(kForbidden, {.detail = "another office"});
    name = station(state).begin(requestOf(state, object), {core::Lane::kCounter, unit},
                                neededText(object, "case_file", 128));
    book.remember(call.caller.client, key, {fingerprint, name}, state.parts.clock.now());
  }
  auto response = shown(state, call, *station(state).seat(name), 201);
  response.set("Location", "/api/v1/scans/" + name);
  return response;
}

// The cursor names the last session that was listed, which may be gone by now.
Response list(const Api::State& state, const Call& call) {
  const auto asked = [&](const char* name) {
    const auto found = call.query.find(name);
    return found == call.query.end() ? std::string() : found->second;
  };
  const auto limit =
      asked("limit").empty() ? kMostListed : wholeNumber(asked("limit"), "limit", 1, kMostListed);
  const auto cursor = asked("cursor");
  json scans = json::array();
  std::string last;
  bool more = false;
  for (const auto& head : station(state).open()) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(head.started);
    const auto place = fmt::format("{:011}-{}", seconds.time_since_epoch().count(), head.name);
    if (!call.caller.sees(head.queue.unit) || (!cursor.empty() && place >= cursor)) continue;
    more = static_cast<std::int64_t>(scans.size()) == limit;
    if (more) break;
    scans.push_back(scanHeadJson(head));
    last = place;
  }
  return jsonResponse({{"scans", std::move(scans)}, {"next", more ? json(last) : json(nullptr)}});
}

Response feed(Api::State& state, const Call& call, const std::string& body) {
  const auto object = parseObject(body, {"pages", "replace", "insert_after", "without_note"});
  pipeline::FeedWish wish;
  wish.pages = number(object, "pages", 1, kMostSheets);
  wish.replace = textMember(object, "replace", 64).value_or("");
  wish.insert_after = textMember(object, "insert_after", 64).value_or("");
  wish.without_note = textMember(object, "without_note", 64).value_or("");
  const auto seat = seatOf(state, call);
  seat->feed(wish);
  return shown(state, call, *seat);
}

pipeline::SheetSide sideOf(const pipeline::ScanSession& session, const std::string& file) {
  for (const auto& page : session.book().pages()) {
    if (page.file == file) return {page.sheet, page.side};
  }
  throw Error(pipeline::kNoSuchPage, {});
}

std::vector<int> sheetsOf(const json& object) {
  const auto found = object.find("sheets");
  if (found == object.end() || !found->is_array() || found->size() > kMostSheets) {
    throw Error(kBadRequest, {.detail = "sheets is no list of numbers"});
  }
  std::vector<int> sheets;
  for (const auto& sheet : *found) {
    if (!sheet.is_number_integer()) {
      throw Error(kBadRequest, {.detail = "sheets is no list of numbers"});
    }
    sheets.push_back(static_cast<int>(wholeNumber(sheet.dump(), "sheets", 1, 1'000'000)));
  }
  return sheets;
}

std::function<void(pipeline::ScanSession&)> changeOf(const json& object) {
  const auto what = neededText(object, "change", 16);
  const auto sheet = [&] { return neededNumber(object, "sheet", 1, 1'000'000); };
  if (what == "order") {
    return [sheets = sheetsOf(object)](auto& session) { session.reorder(sheets); };
  }
  if (what == "turn") {
    return [page = neededText(object, "page", 64),
            quarters = neededNumber(object, "quarters", 0, 3)](auto& session) {
      session.turn(sideOf(session, page), quarters);
    };
  }
  if (what == "drop") return [one = sheet()](auto& session) { session.drop(one); };
  if (what == "pair") {
    return [one = sheet(), page = neededText(object, "page", 64)](auto& session) {
      session.pair(one, sideOf(session, page));
    };
  }
  if (what == "unpair") return [one = sheet()](auto& session) { session.pair(one, {}); };
  if (what == "drop_file") {
    return [one = neededNumber(object, "number", 1, 1'000'000)](auto& session) {
      session.dropFile(one);
    };
  }
  if (what == "count") {
    return [sheets = number(object, "counted", 0, kMostSheets)](auto& session) {
      session.count(sheets);
    };
  }
  throw Error(kBadRequest,
              {.detail = "change is order, turn, drop, pair, unpair, drop_file or count"});
}

Response edit(Api::State& state, const Call& call, const std::string& body) {
  const auto seat = seatOf(state, call);
  seat->edit(changeOf(
      parseObject(body, {"change", "sheets", "page", "quarters", "sheet", "number", "counted"})));
  return shown(state, call, *seat);
}

Response addFile(Api::State& state, const Call& call, const std::string& body) {
  const auto seat = seatOf(state, call);
  const auto id = neededText(parseObject(body, {"upload"}), "upload", 64);
  const auto upload = uploadOf(state, call.caller, id);
  if (!upload.complete()) throw Error(kBadRequest, {.detail = "upload " + id + " has gaps"});
  const auto file = state.parts.uploads.file(upload);
  int pages = 0;
  try {
    pages = station(state).pagesOf(file);
  } catch (const Error& error) {
    throw Error(kUnreadableFile, {.detail = error.context().detail});
  }
  seat->addFile(file, upload.name, pages);
  state.parts.uploads.remove(upload.id);
  return shown(state, call, *seat);
}

Response picture(const Api::State& state, Call& call) {
  const auto seat = seatOf(state, call);
  call.case_file = seat->view().head.case_id;
  const auto asked = [&](const char* name, int usual, int least, int most) {
    const auto found = call.query.find(name);
    if (found == call.query.end()) return usual;
    return static_cast<int>(wholeNumber(found->second, name, least, most));
  };
  const int width = asked("width", 400, 40, 2400);
  const int turns = asked("turns", 0, 0, 3);
  const auto file = seat->picture(call.path.at("image"));
  Response response;
  response.set("Content-Type", "image/jpeg");
  const auto jpeg = state.options.sheet_picture(file, turns, width);
  response.body.assign(jpeg.begin(), jpeg.end());
  return response;
}

// The whole session whenever something changed. Its end: it was taken in.
Response events(Api::State& state, const Call& call) {
  const auto name = seatOf(state, call)->view().head.name;
  Response response;
  response.set("Content-Type", "text/event-stream");
  response.event_pause = std::chrono::milliseconds(200);
  response.events = [&state, name, language = call.language, sees = seesBatch(state, call.caller),
                     last = std::string()]() mutable {
    try {
      const auto view = station(state).seat(name)->view();
      const auto text = scanJson(view, language, sees).dump();
      const bool done = view.state == pipeline::SeatState::kTaken;
      if (text == last && !done) return Event{};
      last = text;
      return Event{"event: scan\ndata: " + text + "\n\n", done};
    } catch (const Error&) {  // abandoned
      return Event{"event: gone\ndata: {}\n\n", true};
    }
  };
  return response;
}

Response abandon(const Api::State& state, const Call& call) {
  static_cast<void>(seatOf(state, call));
  const auto pages = call.query.find("pages");
  if (pages == call.query.end()) throw Error(kBadRequest, {.detail = "pages is needed"});
  station(state).abandon(call.path.at("scan"),
                         static_cast<int>(wholeNumber(pages->second, "pages", 0, 1'000'000)));
  Response response;
  response.status = 204;
  return response;
}

std::string nameOf(const Api::State& state, const std::string& unit) {
  if (const auto office = state.options.units.find(unit)) return office->name;
  return state.options.own_unit_name.empty() ? unit : state.options.own_unit_name;
}

Response pdf(std::string bytes, const std::string& name) {
  Response response;
  response.set("Content-Type", "application/pdf");
  response.set("Content-Disposition", "inline; filename=\"" + name + "\"");
  response.body = std::move(bytes);
  return response;
}

Response slip(Api::State& state, Call& call) {
  const auto view = seatOf(state, call)->view();
  call.case_file = view.head.case_id;
  if (!view.batch) throw Error(kNotTakenYet, {});
  const auto store = state.parts.stores.borrow();
  return pdf(state.options.slip(slipOf(view, nameOf(state, view.head.queue.unit), *store)),
             "phieu-tiep-nhan.pdf");
}

Response separators(const Api::State& state, const Call& call) {
  const auto count = call.query.find("count");
  const auto case_file = call.query.find("case_file");
  if (case_file != call.query.end() && case_file->second.size() > 128) {
    throw Error(kBadRequest, {.detail = "case_file is too long"});
  }
  return pdf(
      state.options.separators(
          count == call.query.end() ? 1
                                    : static_cast<int>(wholeNumber(count->second, "count", 1, 100)),
          case_file == call.query.end() ? std::string() : case_file->second, call.language),
      "to-ngan-cach.pdf");
}

}  // namespace

void addScanRoutes(Api::State& state) {
  using Answer = std::function<Response(Api::State&, Call&, const std::string&)>;
  struct Asked {
    bool body = false;
    std::vector<std::string> query = {};
    bool personal = false;
  };
  const auto add = [&](const char* method, const std::string& path, const char* operation,
                       Answer answer, Asked asked = {}) {
    state.routes.push_back(
        {.method = method,
         .path = path,
         .operation = operation,
         .any_of = {core::Role::kScan},
         .personal = asked.personal,
         .purpose = asked.personal ? "so-hoa" : "",
         .query = std::move(asked.query),
         .media_type = asked.body ? "application/json" : "",
         .answer = [&state, answer = std::move(answer)](Call& call, const std::string& text) {
           return answer(state, call, text);
         }});
  };
  const auto of = [](auto answer) {
    return [answer](Api::State& api, Call& call, const std::string&) { return answer(api, call); };
  };
  const auto on = [](auto act) {
    return [act](Api::State& api, Call& call, const std::string&) {
      const auto seat = seatOf(api, call);
      act(*seat);
      return shown(api, call, *seat);
    };
  };
  const std::string scans = "/api/v1/scans";
  const std::string one = scans + "/{scan}";
  add("GET", "/api/v1/scanners", "listScanners",
      of([](auto& api, auto&) { return scanners(api); }));
  add("GET", "/api/v1/separators", "printSeparators", of(separators),
      {.query = {"count", "case_file"}});
  add("GET", scans, "listScans", of(list), {.query = {"cursor", "limit"}});
  add("POST", scans, "beginScan", begin, {.body = true});
  add("GET", one, "getScan", on([](auto&) {}));
  add("DELETE", one, "abandonScan", of(abandon), {.query = {"pages"}});
  add("POST", one + "/feed", "feedScan", feed, {.body = true});
  add("POST", one + "/stop", "stopScan", on([](auto& seat) { seat.stop(); }));
  add("POST", one + "/changes", "changeScan", edit, {.body = true});
  add("POST", one + "/files", "addFileToScan", addFile, {.body = true});
  add("POST", one + "/finish", "finishScan", on([](auto& seat) { seat.finish(); }));
  add("GET", one + "/events", "followScan", of(events));
  add("GET", one + "/images/{image}", "getScanImage", of(picture),
      {.query = {"width", "turns"}, .personal = true});
  add("GET", one + "/slip", "printSlip", of(slip), {.personal = true});
}

}  // namespace sohoa::server
