#include "pipeline/session_book.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "pipeline/errors.h"

namespace sohoa::pipeline {
namespace {

using Json = nlohmann::json;
using core::Error;

constexpr int kMostSheets = 1'000'000;

[[noreturn]] void damaged(const std::string& what) {
  throw Error(kSessionDamaged, {.detail = what});
}

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

core::Lane laneOf(const std::string& word) {
  for (const auto lane : {core::Lane::kCounter, core::Lane::kCase, core::Lane::kBacklog}) {
    if (word == core::slug(lane)) return lane;
  }
  damaged("unknown lane");
}

core::SheetFlag flagOf(const std::string& word) {
  using core::SheetFlag;
  for (const auto flag : {SheetFlag::kSkewed, SheetFlag::kCutEdge, SheetFlag::kDark,
                          SheetFlag::kBlurred, SheetFlag::kLowResolution, SheetFlag::kNotColour}) {
    if (word == core::slug(flag)) return flag;
  }
  damaged("unknown flag");
}

// A file of the session's own folder.
std::string plainFile(const std::string& name) {
  if (name.empty() || name.front() == '.' || name.find('/') != std::string::npos) {
    damaged("not a plain file name");
  }
  return name;
}

std::optional<int> numberAt(const Json& json, const char* key) {
  if (!json.contains(key)) return {};
  return json.at(key).get<int>();
}

std::optional<SheetSide> sideAt(const Json& json) {
  const auto found = json.find("bares");
  if (found == json.end()) return {};
  if (!found->is_array() || found->size() != 2) damaged("bares");
  return SheetSide{found->at(0).get<int>(), found->at(1).get<int>()};
}

}  // namespace

void SessionBook::apply(std::string_view line) try {
  const Json json = Json::parse(line);
  if (!json.is_object() || json.size() != 1) damaged("not one entry");
  const auto first = json.begin();
  const std::string& key = first.key();
  const auto& value = first.value();
  if ((key == "session") == begun_) damaged("the head stands first and once");
  if (key == "session") {
    applyHead(value);
  } else if (key == "sheet") {
    applySheet(value);
  } else if (key == "page") {
    applyPage(value);
  } else if (key == "stop") {
    if (!open_ || value.at("sheet").get<int>() != *open_) damaged("a stop without its sheet");
    known_.erase(*open_);
    open_.reset();
  } else if (!applyEdit(key, value) && !applyEnd(key, value)) {
    damaged("unknown entry");
  }
} catch (const Json::exception& error) {
  damaged(error.what());
}

void SessionBook::applyHead(const Json& json) {
  head_.name = json.at("name").get<std::string>();
  head_.started = core::parseIso8601(json.at("started").get<std::string>());
  json.at("request").get_to(head_.request);
  head_.queue = {laneOf(json.at("lane").get<std::string>()), json.value("unit", "")};
  head_.case_id = json.at("case").get<std::string>();
  begun_ = true;
}

void SessionBook::applySheet(const Json& json) {
  const int number = json.at("number").get<int>();
  const int sides = json.at("sides").get<int>();
  const SheetPlace place{numberAt(json, "after"), numberAt(json, "replaces"), sideAt(json)};
  if (open_) damaged("a sheet before the end of another");
  if (number <= last_number_ || number > kMostSheets) damaged("sheet number out of order");
  if (sides != 1 && sides != 2) damaged("sides of a sheet");
  if (place.after && *place.after != 0 && !stands(*place.after)) damaged("no such place");
  if (place.replaces && !stands(*place.replaces)) damaged("no such sheet to replace");
  if (place.bares) {
    const auto shown = known_.find(place.bares->sheet);
    const bool there = stands(place.bares->sheet) && place.bares->side >= 0 &&
                       place.bares->side < static_cast<int>(shown->second.pages.size());
    if (!there || sides != 1) damaged("no such side to show again");
  }
  known_[number] = {sides, place, {}};
  last_number_ = number;
  open_ = number;
}

void SessionBook::applyPage(const Json& json) {
  SessionPage page;
  page.sheet = json.at("sheet").get<int>();
  page.side = json.at("side").get<int>();
  page.file = plainFile(json.at("file").get<std::string>());
  const auto digest = json.at("sha256").get<std::string>();
  if (digest.size() != 64 || digest.find_first_not_of("0123456789abcdef") != std::string::npos) {
    damaged("digest");
  }
  page.sha256 = core::Sha256::fromHex(digest);
  page.look.size = {json.at("width").get<int>(), json.at("height").get<int>()};
  page.look.resolution = json.at("resolution").get<double>();
  page.look.skew_deg = json.at("skew_deg").get<double>();
  for (const auto& flag : json.at("flags")) {
    page.look.flags.push_back(flagOf(flag.get<std::string>()));
  }
  if (!open_ || page.sheet != *open_) damaged("a page without its sheet");
  auto& sheet = known_.at(*open_);
  if (page.side != static_cast<int>(sheet.pages.size())) damaged("sides out of order");
  sheet.pages.push_back(std::move(page));
  if (static_cast<int>(sheet.pages.size()) < sheet.sides) return;
  putInPlace(*open_, sheet.place);
  open_.reset();
}

void SessionBook::putInPlace(int number, const SheetPlace& place) {
  if (place.bares) {
    if (const auto old = bare_.find(*place.bares); old != bare_.end()) known_.erase(old->second);
    bare_[*place.bares] = number;
  } else if (place.replaces) {
    *std::find(order_.begin(), order_.end(), *place.replaces) = number;
    drop(*place.replaces);
  } else if (place.after) {
    const auto at = std::find(order_.begin(), order_.end(), *place.after);
    order_.insert(*place.after == 0 ? order_.begin() : at + 1, number);
  } else {
    order_.push_back(number);
  }
}

void SessionBook::drop(int number) {
  known_.erase(number);
  std::erase_if(bare_, [&](const auto& again) {
    if (again.first.sheet != number) return false;
    known_.erase(again.second);
    return true;
  });
}

std::vector<SessionPage> SessionBook::pages() const {
  const auto turnOf = [&](const SheetSide& side) {
    const auto found = turned_.find(side);
    return found == turned_.end() ? 0 : found->second;
  };
  std::vector<SessionPage> all;
  for (const int number : order_) {
    for (const auto& page : known_.at(number).pages) {
      const SheetSide side{number, page.side};
      all.push_back(page);
      all.back().quarter_turns = turnOf({number, page.side});
      const auto again = bare_.find(side);
      if (again == bare_.end()) continue;
      all.push_back(known_.at(again->second).pages.front());
      all.back().bares = side;
      all.back().quarter_turns = turnOf({again->second, 0});
    }
  }
  return all;
}

std::vector<int> SessionBook::secondImages() const {
  std::vector<int> places;
  const auto all = pages();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].bares) places.push_back(static_cast<int>(i));
  }
  return places;
}

std::map<int, int> SessionBook::turns() const {
  std::map<int, int> turns;
  int place = 0;
  for (const auto& page : pages()) {
    if (page.quarter_turns != 0) turns[place] = page.quarter_turns;
    ++place;
  }
  return turns;
}

std::optional<SessionBook::Open> SessionBook::open() const {
  if (!open_) return {};
  const auto& sheet = known_.at(*open_);
  return Open{*open_, sheet.sides, static_cast<int>(sheet.pages.size())};
}

bool SessionBook::holds(const std::string& file) const {
  return std::any_of(known_.begin(), known_.end(), [&](const auto& sheet) {
    const auto& pages = sheet.second.pages;
    return std::any_of(pages.begin(), pages.end(),
                       [&](const SessionPage& page) { return page.file == file; });
  });
}

std::string SessionBook::headLine(const SessionHead& head) {
  return dump({{"session",
                {{"name", head.name},
                 {"started", core::formatIso8601(head.started)},
                 {"request", head.request},
                 {"lane", core::slug(head.queue.lane)},
                 {"unit", head.queue.unit},
                 {"case", head.case_id}}}});
}

std::string SessionBook::sheetLine(int number, int sides, const SheetPlace& place) {
  Json sheet{{"number", number}, {"sides", sides}};
  if (place.after) sheet["after"] = *place.after;
  if (place.replaces) sheet["replaces"] = *place.replaces;
  if (place.bares) sheet["bares"] = {place.bares->sheet, place.bares->side};
  return dump({{"sheet", sheet}});
}

std::string SessionBook::pageLine(const SessionPage& page, core::Timestamp at) {
  Json flags = Json::array();
  for (const auto flag : page.look.flags) flags.push_back(core::slug(flag));
  return dump({{"page",
                {{"sheet", page.sheet},
                 {"side", page.side},
                 {"file", page.file},
                 {"sha256", page.sha256.hex()},
                 {"width", page.look.size.width},
                 {"height", page.look.size.height},
                 {"resolution", page.look.resolution},
                 {"skew_deg", page.look.skew_deg},
                 {"flags", flags},
                 {"at", core::formatIso8601(at)}}}});
}

std::string SessionBook::stopLine(int sheet, std::string_view code, const std::string& detail,
                                  core::Timestamp at) {
  return dump(
      {{"stop",
        {{"sheet", sheet}, {"code", code}, {"detail", detail}, {"at", core::formatIso8601(at)}}}});
}

}  // namespace sohoa::pipeline
