#include "server/finding_words.h"

#include <nlohmann/json.hpp>

#include "core/finding_text.h"

namespace sohoa::server {
namespace {

void addTo(nlohmann::json& findings, core::Language language) {
  for (auto& finding : findings) {
    finding["text"] = core::findingText(finding.at("code").get<std::string>(), language);
  }
}

}  // namespace

void addFindingWords(nlohmann::json& report, core::Language language) {
  addTo(report.at("findings"), language);
  for (auto& signature : report.at("signatures")) addTo(signature.at("findings"), language);
}

}  // namespace sohoa::server
