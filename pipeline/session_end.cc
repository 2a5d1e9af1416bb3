// How a session ends: taken in, in as many tries as it needs, or dropped.
#include <nlohmann/json.hpp>

#include "pipeline/errors.h"
#include "pipeline/session_book.h"

namespace sohoa::pipeline {
namespace {

using Json = nlohmann::json;

[[noreturn]] void damaged(const std::string& what) {
  throw core::Error(kSessionDamaged, {.detail = what});
}

std::string dump(const char* key, Json value) {
  return Json{{key, std::move(value)}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

core::Sha256 digestFrom(const std::string& hex) {
  if (hex.size() != 64 || hex.find_first_not_of("0123456789abcdef") != std::string::npos) {
    damaged("digest");
  }
  return core::Sha256::fromHex(hex);
}

}  // namespace

bool SessionBook::applyEnd(const std::string& key, const Json& json) {
  if (key == "taking") {
    Taking taking{json.at("batch").get<std::string>(), json.at("sheets").get<std::string>(), {}};
    for (const auto& [file, digest] : json.at("files").items()) {
      taking.files[file] = digestFrom(digest.get<std::string>());
    }
    if (batch_ || (taking_ && taking_->batch != taking.batch)) damaged("taken in as two batches");
    taking_ = std::move(taking);
    being_taken_ = true;
  } else if (key == "took") {
    if (!taking_) damaged("what took without a try");
    took_ = json.at("files").get<std::set<std::string>>();
    being_taken_ = false;
    if (took_.empty()) taking_.reset();
  } else if (key == "taken") {
    batch_ = json.at("batch").get<std::string>();
    earlier_ = json.value("earlier", std::vector<std::string>{});
    // Older lines do not say, and whoever asked to keep pictures must not lose them.
    kept_ = json.value("kept", true);
    if (json.contains("at")) taken_at_ = core::parseIso8601(json.at("at").get<std::string>());
    being_taken_ = false;
  } else if (key == "dropped") {
    dropped_ = true;
  } else {
    return false;
  }
  return true;
}

std::string SessionBook::takingLine(const Taking& taking) {
  Json files = Json::object();
  for (const auto& [file, digest] : taking.files) files[file] = digest.hex();
  return dump("taking",
              {{"batch", taking.batch}, {"sheets", taking.sheets}, {"files", std::move(files)}});
}

std::string SessionBook::tookLine(const std::set<std::string>& files) {
  return dump("took", {{"files", files}});
}

std::string SessionBook::takenLine(const std::string& batch,
                                   const std::vector<std::string>& earlier, bool kept,
                                   core::Timestamp at) {
  Json taken{{"batch", batch}, {"at", core::formatIso8601(at)}, {"kept", kept}};
  if (!earlier.empty()) taken["earlier"] = earlier;
  return dump("taken", std::move(taken));
}

std::string SessionBook::droppedLine() { return dump("dropped", Json::object()); }

}  // namespace sohoa::pipeline
