#include <nlohmann/json.hpp>

#include "core/ports/review_book.h"

namespace sohoa::core {

using nlohmann::json;

void to_json(json& out, const ReviewContent& content) {
  json words = json::object();
  for (const auto& [page, corrected] : content.words) {
    auto& list = words[std::to_string(page)] = json::object();
    for (const auto& [word, text] : corrected) list[std::to_string(word)] = text;
  }
  out = {{"document", content.document}, {"words", std::move(words)}, {"twice", content.twice}};
}

void from_json(const json& in, ReviewContent& content) {
  in.at("document").get_to(content.document);
  content.words.clear();
  for (const auto& [page, list] : in.at("words").items()) {
    for (const auto& [word, text] : list.items()) {
      content.words[std::stoi(page)][std::stoi(word)] = text.get<std::string>();
    }
  }
  content.twice = in.at("twice").get<std::set<std::string>>();
}

}  // namespace sohoa::core
