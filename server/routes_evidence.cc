// What a copy rests on: its pages as they were read, the versions it had, and the record that shows
// where it comes from.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/ports/errors.h"
#include "core/verification_json.h"
#include "pipeline/copy_parts.h"
#include "server/api_state.h"
#include "server/copy_json.h"
#include "server/errors.h"
#include "server/json_body.h"

namespace sohoa::server {
namespace {

using core::Error;
using nlohmann::json;

json timeOrNull(const std::optional<core::Timestamp>& time) {
  return time ? json(core::formatIso8601(*time)) : json(nullptr);
}

json hexOrNull(const std::optional<core::Sha256>& digest) {
  return digest ? json(digest->hex()) : json(nullptr);
}

// The line of the register that gave this copy its number, if it is a certified one.
std::optional<core::RegisterEntry> entryOf(const Api::State& state, const core::SearchHit& copy) {
  if (copy.product != core::Product::kCertified) return std::nullopt;
  return state.parts.entries.ofCopy(copy.id);
}

// The paper that a copy was made of; a certified one was made of the paper of another copy.
std::optional<core::DocumentRow> paperOf(core::WorkStore& store, const core::SearchHit& copy,
                                         const std::optional<core::RegisterEntry>& entry) {
  return store.findDocument(entry ? entry->source : copy.id);
}

// --- versions

json versionJson(const core::SearchHit& copy) {
  return {{"version", 1},          {"sha256", copy.content.hex()},
          {"size", copy.size},     {"level", copy.level},
          {"reason", "delivered"}, {"created", core::formatIso8601(copy.accepted)}};
}

json versionJson(const core::CopyVersion& version) {
  return {{"version", version.number}, {"sha256", version.content.hex()},
          {"size", version.size},      {"level", version.level},
          {"reason", version.reason},  {"created", core::formatIso8601(version.created)}};
}

json versionsJson(const Api::State& state, const core::SearchHit& copy) {
  json list = json::array({versionJson(copy)});
  for (const auto& version : state.parts.versions.of(copy.id)) list.push_back(versionJson(version));
  return list;
}

Response versions(Api::State& state, Call& call) {
  const auto copy = seenCopy(state, call);
  const json out{{"copy", copy.id}, {"versions", versionsJson(state, copy)}};
  return taggedText(call.request, out.dump(), "application/json");
}

Response version(Api::State& state, Call& call) {
  const auto copy = seenCopy(state, call);
  const auto& wanted = call.path.at("version");
  if (wanted == "1") return storedPdf(state, call.request, copy.content, copy.id + ".pdf");
  for (const auto& one : state.parts.versions.of(copy.id)) {
    if (std::to_string(one.number) == wanted) {
      return storedPdf(state, call.request, one.content, copy.id + "-" + wanted + ".pdf");
    }
  }
  throw Error(kNotFound, {});
}

// --- ALTO

// What was read of a paper goes when the paper is disposed of, though a certified copy of it stays;
// scrubs tell of what is missing otherwise.
std::vector<core::PageResult> readOf(core::WorkStore& store, core::BlobStore& blobs,
                                     core::Id master, const std::vector<int>* pages) {
  try {
    return pipeline::pageResults(store, blobs, master, pages);
  } catch (const Error& error) {
    if (error.code() != core::kBlobMissing) throw;
    throw Error(kNotFound, {});
  }
}

// All pages of the file when the paper is all there is of it, as exports have them; else, or when
// asked for, the paper's own.
Response alto(Api::State& state, Call& call) {
  const auto copy = seenCopy(state, call);
  const auto store = state.parts.stores.borrow();
  const auto row = paperOf(*store, copy, entryOf(state, copy));
  if (!row || !state.options.alto) throw Error(kNotFound, {});
  const auto master = store->master(row->master);
  const auto& own = row->document.pages;
  const auto rows = store->pages(row->master);
  const bool asked_for = flagged(call.query, "pages", "copy");
  const bool alone =
      !asked_for && std::all_of(rows.begin(), rows.end(), [&](const core::PageRow& page) {
        return page.mark != core::PageMark::kKept ||
               std::find(own.begin(), own.end(), page.index) != own.end();
      });
  auto pages = readOf(*store, state.parts.blobs, row->master, alone ? nullptr : &own);
  if (!alone) {
    std::vector<core::PageResult> shown;
    for (const int page : own) shown.push_back(std::move(pages.at(static_cast<std::size_t>(page))));
    pages = std::move(shown);
  }
  auto text = state.options.alto(alone ? master.name : copy.id, pages);
  return taggedText(call.request, std::move(text), "application/xml");
}

// --- evidence

json registerJson(const core::RegisterEntry& entry) {
  return {{"unit", entry.unit},
          {"year", entry.year},
          {"number", entry.number},
          {"state", core::slug(entry.state)},
          {"source", entry.source},
          {"book", entry.book},
          {"certifier", entry.certifier},
          {"appearance", entry.policy},
          {"sha256", hexOrNull(entry.content)},
          {"opened", core::formatIso8601(entry.opened)},
          {"closed", timeOrNull(entry.closed)}};
}

json journalJson(const Api::State& state, const core::Sha256& master) {
  if (!state.options.journal_line) return nullptr;
  const auto line = state.options.journal_line(master);
  if (!line) return nullptr;
  return {{"line", *line}, {"sha256", core::sha256(*line).hex()}};
}

json sourceJson(const Api::State& state, core::WorkStore& store, const core::DocumentRow& row) {
  const auto master = store.master(row.master);
  return {{"sha256", master.sha256.hex()},
          {"size", master.size},
          {"batch", master.batch},
          {"page_count", master.page_count},
          {"pages", row.document.pages},
          {"revisions",
           {{"base", hexOrNull(row.base_pdf)},
            {"operator", hexOrNull(row.operator_pdf)},
            {"agency", hexOrNull(row.agency_pdf)}}},
          {"journal", journalJson(state, master.sha256)}};
}

json judged(const Api::State& state, const core::SearchHit& copy, const core::Sha256& bytes,
            const std::optional<core::Timestamp>& at) {
  core::VerifyRequest request;
  request.policy = copy.product == core::Product::kArchived ? core::VerifyRequest::Policy::kGeneric
                                                            : core::VerifyRequest::Policy::kSohoa;
  request.at = at;
  return core::verificationJson(
      state.parts.verifier.verify(state.parts.blobs.localFile(bytes), request));
}

// The same facts give the same bytes, so that the tag stays as long as nothing changed.
Response evidence(Api::State& state, Call& call) {
  const auto copy = seenCopy(state, call);
  // Damage is found by the digest first and told as such.
  static_cast<void>(state.blob_check.open(copy.content));
  const auto newest = state.parts.versions.newest(copy.id);
  if (newest) static_cast<void>(state.blob_check.open(newest->content));
  const auto entry = entryOf(state, copy);
  json source = nullptr;
  {
    const auto store = state.parts.stores.borrow();
    if (const auto row = paperOf(*store, copy, entry)) source = sourceJson(state, *store, *row);
  }
  const json out{{"format", "sohoa-evidence/1"},
                 {"copy", copy.id},
                 {"product", core::slug(copy.product)},
                 {"kind", copy.kind},
                 {"unit", copy.unit},
                 {"sha256", copy.content.hex()},
                 {"size", copy.size},
                 {"level", copy.level},
                 {"created", core::formatIso8601(copy.created)},
                 {"accepted", core::formatIso8601(copy.accepted)},
                 {"source", std::move(source)},
                 {"register", entry ? registerJson(*entry) : json(nullptr)},
                 {"versions", versionsJson(state, copy)},
                 {"verification", judged(state, copy, newest ? newest->content : copy.content, {})},
                 {"verification_when_accepted", judged(state, copy, copy.content, copy.accepted)}};
  return taggedText(call.request, out.dump(-1, ' ', false, json::error_handler_t::replace),
                    "application/json");
}

}  // namespace

void addEvidenceRoutes(Api::State& state) {
  const auto add = [&](const char* path, const char* operation,
                       Response (*answer)(Api::State&, Call&),
                       std::vector<std::string> query = {}) {
    state.routes.push_back({.method = "GET",
                            .path = path,
                            .operation = operation,
                            .any_of = {core::Role::kRead},
                            .personal = true,
                            .query = std::move(query),
                            .answer = [&state, answer](Call& call, const std::string&) {
                              return answer(state, call);
                            }});
  };
  add("/api/v1/copies/{copy}/versions", "listCopyVersions", versions);
  add("/api/v1/copies/{copy}/versions/{version}", "getCopyVersion", version);
  add("/api/v1/copies/{copy}/alto", "getCopyAlto", alto, {"pages"});
  add("/api/v1/copies/{copy}/evidence", "getCopyEvidence", evidence);
}

}  // namespace sohoa::server
