#include "server/scan_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/ports/scanner_errors.h"

namespace sohoa::server {
namespace {

using nlohmann::json;

json stopJson(const pipeline::SeatView& session, core::Language language) {
  if (!session.stop) return nullptr;
  const auto& code = session.stop->code();
  // The usual end of a stack is no trouble.
  const bool trouble = !(code == core::kScannerEmpty && session.fed > 0);
  return {{"code", code.slug},
          {"reason", core::pick(language, code.vi, code.en)},
          {"trouble", trouble}};
}

json pagesJson(const pipeline::SeatView& session) {
  json pages = json::array();
  for (std::size_t i = 0; i < session.pages.size(); ++i) {
    const auto& page = session.pages[i];
    json flags = json::array();
    for (const auto flag : page.look.flags) flags.push_back(core::slug(flag));
    json second = nullptr;
    if (page.bares) {
      const auto shown =
          std::find_if(session.pages.begin(), session.pages.end(), [&](const auto& other) {
            return other.sheet == page.bares->sheet && other.side == page.bares->side;
          });
      if (shown != session.pages.end()) second = shown->file;
    }
    pages.push_back({{"page", page.file},
                     {"sheet", page.sheet},
                     {"side", page.side},
                     {"dpi", page.look.resolution},
                     {"skew_deg", page.look.skew_deg},
                     {"flags", std::move(flags)},
                     {"quarter_turns", page.quarter_turns},
                     {"second_image_of", std::move(second)},
                     {"read", session.read[i]}});
  }
  return pages;
}

}  // namespace

json scanRequestJson(const core::ScanRequest& request) {
  return {{"device", request.device},
          {"source", slug(request.source)},
          {"colour", slug(request.colour)},
          {"resolution", request.resolution}};
}

json scanHeadJson(const pipeline::SessionHead& head) {
  return {{"scan", head.name},
          {"case_file", head.case_id},
          {"unit", head.queue.unit},
          {"started", core::formatIso8601(head.started)}};
}

json scanJson(const pipeline::SeatView& session, core::Language language,
              const std::function<bool(const std::string&)>& sees) {
  json files = json::array();
  for (const auto& file : session.files) {
    files.push_back({{"number", file.number}, {"name", file.name}, {"pages", file.pages}});
  }
  json earlier = json::array();
  for (const auto& batch : session.earlier) {
    if (sees(batch)) earlier.push_back(batch);
  }
  auto scan = scanHeadJson(session.head);
  scan["state"] = slug(session.state);
  scan["request"] = scanRequestJson(session.head.request);
  scan["stop"] = stopJson(session, language);
  scan["sheets"] = session.order;
  scan["pages"] = pagesJson(session);
  scan["files"] = std::move(files);
  scan["counted"] = session.counted ? json(*session.counted) : json(nullptr);
  scan["batch"] = session.batch ? json(*session.batch) : json(nullptr);
  scan["earlier"] = std::move(earlier);
  return scan;
}

}  // namespace sohoa::server
