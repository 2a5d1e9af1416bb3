// Papers in hand: what is read from the documents of a batch, and pictures of their pages.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/ports/errors.h"
#include "server/api_state.h"
#include "server/copy_json.h"
#include "server/errors.h"
#include "server/json_body.h"
#include "server/seen_batch.h"

namespace sohoa::server {
namespace {

using core::Error;
using nlohmann::json;

// As work on papers is called in the access log.
constexpr const char* kDigitising = "so-hoa";
constexpr int kMostDocuments = 100;
constexpr int kMostPositions = 1'000'000'000;
constexpr int kMostPixels = 4000;
constexpr int kUsualPixels = 1600;

int asked(const Call& call, const char* name, int least, int most, int usual) {
  return static_cast<int>(numberIn(call.query, name, least, most, usual));
}

json paperJson(const Api::State& state, core::WorkStore& store, const core::DocumentRow& row) {
  json out{{"id", row.copy_id},
           {"file", row.master},
           {"pages", row.document.pages},
           {"state", slug(row.state)},
           {"secret", row.document.secret ? json(*row.document.secret) : json(nullptr)}};
  // Of a secret paper only that it is there.
  if (row.document.secret) return out;
  const auto others = store.documentsOf(row.master);
  // The name of a file may tell of the secret paper in it.
  const bool closed = std::any_of(others.begin(), others.end(), [](const auto& other) {
    return other.document.secret.has_value();
  });
  out["name"] = closed ? json(nullptr) : json(store.master(row.master).name);
  core::Document reading = row.document;
  try {
    reading = state.options.reading(store, row);
  } catch (const Error& error) {
    // A file restored without its pages' results, or in the middle of a rerun: told without fields.
    if (error.code() == core::kStoreBusy) throw;
  }
  const json whole = reading;
  for (const char* member :
       {"kind", "title", "kind_confidence", "fields", "review", "unread", "findings"}) {
    out[member] = whole.at(member);
  }
  for (auto& field : out["fields"]) field.erase("raw");
  return out;
}

// "FILE-POSITION"
core::DocumentPlace placeIn(const Call& call) {
  const auto cursor = call.query.find("cursor");
  if (cursor == call.query.end()) return {};
  const std::string_view text = cursor->second;
  const auto dash = std::min(text.find('-'), text.size());
  return {wholeNumber(text.substr(0, dash), "cursor", 0, INT64_MAX),
          static_cast<int>(wholeNumber(text.substr(std::min(dash + 1, text.size())), "cursor", 0,
                                       kMostPositions))};
}

Response documents(Api::State& state, Call& call) {
  const auto store = state.parts.stores.borrow();
  const auto batch = seenBatch(*store, call);
  const auto page =
      store->documentsAfter(batch.id, placeIn(call), asked(call, "limit", 1, kMostDocuments, 20));
  json list = json::array();
  for (const auto& row : page.rows) list.push_back(paperJson(state, *store, row));
  json next;
  if (page.next) next = fmt::format("{}-{}", page.next->master, page.next->position);
  return jsonResponse({{"documents", std::move(list)}, {"next", std::move(next)}});
}

pipeline::PictureWanted wantedOf(const Call& call) {
  constexpr int kFar = 100'000;
  pipeline::PictureWanted wanted;
  wanted.batch = call.path.at("batch");
  wanted.master = wholeNumber(call.path.at("file"), "file", 0, INT64_MAX);
  wanted.page = static_cast<int>(wholeNumber(call.path.at("page"), "page", 0, kFar));
  wanted.part = {asked(call, "x", 0, kFar, 0), asked(call, "y", 0, kFar, 0),
                 asked(call, "w", 0, kFar, 0), asked(call, "h", 0, kFar, 0)};
  const int width = asked(call, "width", 16, kMostPixels, kUsualPixels);
  wanted.most = {width, 2 * width};
  return wanted;
}

Response picture(Api::State& state, Call& call) {
  const auto found = [&] {
    const auto store = state.parts.stores.borrow();
    static_cast<void>(seenBatch(*store, call));
    if (state.options.pictures == nullptr) throw Error(kNotFound, {});
    return state.options.pictures->find(*store, wantedOf(call));
  }();
  const auto tag = "\"" + found.name.hex() + "\"";
  Response response;
  response.set("ETag", tag);
  if (const auto status = refusedByTag(call.request, tag)) {
    response.status = *status;
    return response;
  }
  const auto jpeg = found.jpeg();
  response.set("Content-Type", "image/jpeg");
  response.body.assign(jpeg.begin(), jpeg.end());
  return response;
}

}  // namespace

void addPaperRoutes(Api::State& state) {
  const core::Roles roles{core::Role::kScan, core::Role::kReview, core::Role::kCertify,
                          core::Role::kArchive};
  state.routes.push_back(
      {.method = "GET",
       .path = "/api/v1/batches/{batch}/documents",
       .operation = "listBatchDocuments",
       .any_of = roles,
       .personal = true,
       .purpose = kDigitising,
       .query = {"cursor", "limit"},
       .answer = [&state](Call& call, const std::string&) { return documents(state, call); }});
  state.routes.push_back(
      {.method = "GET",
       .path = "/api/v1/batches/{batch}/files/{file}/pages/{page}/picture",
       .operation = "getPagePicture",
       .any_of = roles,
       .personal = true,
       .purpose = kDigitising,
       .query = {"width", "x", "y", "w", "h"},
       .answer = [&state](Call& call, const std::string&) { return picture(state, call); }});
}

}  // namespace sohoa::server
