// What people change in a session: order, turns, second images, sheets taken out, files put in.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "pipeline/errors.h"
#include "pipeline/session_book.h"

namespace sohoa::pipeline {
namespace {

using Json = nlohmann::json;

constexpr int kMostFiles = 10'000;
constexpr int kMostCounted = 1'000'000;

[[noreturn]] void damaged(const std::string& what) {
  throw core::Error(kSessionDamaged, {.detail = what});
}

std::string dump(const char* key, Json value) {
  return Json{{key, std::move(value)}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

bool SessionBook::stands(int sheet) const {
  return std::find(order_.begin(), order_.end(), sheet) != order_.end();
}

bool SessionBook::isNeeded(int sheet) const {
  if (!open_) return false;
  const auto& place = known_.at(*open_).place;
  return place.after == sheet || place.replaces == sheet ||
         (place.bares && place.bares->sheet == sheet);
}

bool SessionBook::applyEdit(const std::string& key, const Json& json) {
  if (key == "order") {
    applyOrder(json);
  } else if (key == "turn") {
    applyTurn(json);
  } else if (key == "drop") {
    applyDrop(json);
  } else if (key == "pair") {
    applyPair(json);
  } else if (key == "counted") {
    applyCounted(json);
  } else if (key == "file") {
    applyFile(json);
  } else if (key == "unfile") {
    applyUnfile(json);
  } else {
    return false;
  }
  return true;
}

void SessionBook::applyOrder(const Json& json) {
  auto wanted = json.at("sheets").get<std::vector<int>>();
  if (!std::is_permutation(wanted.begin(), wanted.end(), order_.begin(), order_.end())) {
    damaged("the order of other sheets");
  }
  order_ = std::move(wanted);
}

void SessionBook::applyTurn(const Json& json) {
  const SheetSide side{json.at("sheet").get<int>(), json.at("side").get<int>()};
  const int quarters = json.at("quarters").get<int>();
  const auto pages = this->pages();
  const bool there = std::any_of(pages.begin(), pages.end(), [&](const auto& page) {
    return page.sheet == side.sheet && page.side == side.side;
  });
  if (!there || quarters < 0 || quarters > 3) damaged("no such side to turn");
  turned_[side] = quarters;
}

void SessionBook::applyDrop(const Json& json) {
  const int sheet = json.at("sheet").get<int>();
  if (isNeeded(sheet)) damaged("the sheet is needed where the next one goes");
  if (std::erase(order_, sheet) == 1) return drop(sheet);
  const auto second = [&](const auto& again) { return again.second == sheet; };
  if (std::erase_if(bare_, second) == 0) damaged("no such sheet to take out");
  known_.erase(sheet);
}

void SessionBook::applyPair(const Json& json) {
  const int sheet = json.at("sheet").get<int>();
  if (isNeeded(sheet)) damaged("the sheet is needed where the next one goes");
  if (json.at("bares").is_null()) {
    const auto pair = std::find_if(bare_.begin(), bare_.end(),
                                   [&](const auto& again) { return again.second == sheet; });
    if (pair == bare_.end()) damaged("no such second image");
    const auto shown = std::find(order_.begin(), order_.end(), pair->first.sheet);
    order_.insert(shown + 1, sheet);
    bare_.erase(pair);
    return;
  }
  const SheetSide shown{json.at("bares").at(0).get<int>(), json.at("bares").at(1).get<int>()};
  const bool both = stands(sheet) && stands(shown.sheet) && sheet != shown.sheet;
  if (!both || shown.side < 0 ||
      shown.side >= static_cast<int>(known_.at(shown.sheet).pages.size()) ||
      known_.at(sheet).pages.size() != 1 || bare_.contains(shown) || bare_.contains({sheet, 0})) {
    damaged("no such pair");
  }
  std::erase(order_, sheet);
  bare_[shown] = sheet;
}

void SessionBook::applyCounted(const Json& json) {
  const auto& sheets = json.at("sheets");
  counted_ = sheets.is_null() ? std::nullopt : std::optional(sheets.get<int>());
  if (counted_ && (*counted_ < 0 || *counted_ > kMostCounted)) damaged("sheets counted by hand");
}

void SessionBook::applyFile(const Json& json) {
  SessionFile file;
  file.number = json.at("number").get<int>();
  file.name = json.at("name").get<std::string>();
  file.file = json.at("file").get<std::string>();
  file.pages = json.at("pages").get<int>();
  const auto digest = json.at("sha256").get<std::string>();
  const bool plain =
      !file.file.empty() && file.file.front() != '.' && file.file.find('/') == std::string::npos;
  if (!plain || file.number <= last_file_ || file.number > kMostFiles || file.pages < 1 ||
      digest.size() != 64 || digest.find_first_not_of("0123456789abcdef") != std::string::npos) {
    damaged("file");
  }
  file.sha256 = core::Sha256::fromHex(digest);
  last_file_ = file.number;
  files_.push_back(std::move(file));
}

void SessionBook::applyUnfile(const Json& json) {
  const int number = json.at("number").get<int>();
  if (std::erase_if(files_, [&](const auto& file) { return file.number == number; }) == 0) {
    damaged("no such file");
  }
}

std::string SessionBook::orderLine(const std::vector<int>& sheets) {
  return dump("order", {{"sheets", sheets}});
}

std::string SessionBook::turnLine(const SheetSide& side, int quarters) {
  return dump("turn", {{"sheet", side.sheet}, {"side", side.side}, {"quarters", quarters}});
}

std::string SessionBook::dropLine(int sheet) { return dump("drop", {{"sheet", sheet}}); }

std::string SessionBook::pairLine(int sheet, const std::optional<SheetSide>& bares) {
  Json shown;
  if (bares) shown = Json::array({bares->sheet, bares->side});
  return dump("pair", {{"sheet", sheet}, {"bares", shown}});
}

std::string SessionBook::countedLine(std::optional<int> sheets) {
  return dump("counted", {{"sheets", sheets ? Json(*sheets) : Json(nullptr)}});
}

std::string SessionBook::fileLine(const SessionFile& file) {
  return dump("file", {{"number", file.number},
                       {"name", file.name},
                       {"file", file.file},
                       {"sha256", file.sha256.hex()},
                       {"pages", file.pages}});
}

std::string SessionBook::unfileLine(int number) { return dump("unfile", {{"number", number}}); }

}  // namespace sohoa::pipeline
