#include "pipeline/review_rules.h"

#include <algorithm>
#include <sstream>

#include "core/text.h"

namespace sohoa::pipeline {
namespace {

constexpr const char* kUnknown = "unknown";

std::vector<core::Word> wordsFor(const core::Word& word, const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  std::size_t letters = 0;
  for (std::string part; in >> part;) {
    letters += core::codePoints(part).size();
    parts.push_back(std::move(part));
  }
  std::vector<core::Word> words;
  std::size_t before = 0;
  const auto edge = [&](std::size_t count) {
    return word.box.x + static_cast<int>(static_cast<std::size_t>(word.box.width) * count /
                                         std::max<std::size_t>(letters, 1));
  };
  for (const auto& part : parts) {
    const auto until = before + core::codePoints(part).size();
    core::Box box = word.box;
    box.x = edge(before);
    box.width = edge(until) - box.x;
    words.push_back({part, box, 1});
    before = until;
  }
  return words;
}

}  // namespace

core::KindInfo kindOf(const std::vector<core::KindInfo>& kinds, const std::string& id) {
  for (const auto& wanted : {id, std::string(kUnknown)}) {
    for (const auto& kind : kinds) {
      if (kind.id == wanted) return kind;
    }
  }
  return {};
}

double thresholdOf(const core::KindField& field, const ReviewRules& rules) {
  if (field.id) return rules.id_threshold;
  return field.required ? rules.threshold : 0;
}

ReviewDoubt doubtOf(const core::Document& document, const core::KindInfo& kind,
                    const ReviewRules& rules) {
  ReviewDoubt doubt;
  const auto see = [&](double certainty, bool doubtful) {
    doubt.certainty = std::min(doubt.certainty, certainty);
    doubt.doubtful = doubt.doubtful || doubtful;
  };
  if (document.kind == kUnknown || document.kind.empty()) see(0, true);
  for (const auto& field : kind.fields) {
    const auto found = document.fields.find(field.name);
    const double threshold = thresholdOf(field, rules);
    if (found != document.fields.end()) {
      const double certainty = found->second.confidence;
      if (threshold > 0) see(certainty, certainty < threshold);
    } else if (field.required) {
      see(0, true);
    }
  }
  return doubt;
}

std::vector<std::string> dueTwice(const core::Document& draft, const core::Document& decided,
                                  const std::set<std::string>& twice, const core::KindInfo& kind,
                                  const ReviewRules& rules) {
  std::vector<std::string> due;
  for (const auto& field : kind.fields) {
    const auto now = decided.fields.find(field.name);
    if (!field.id || now == decided.fields.end() || twice.contains(field.name)) continue;
    const auto* text = std::get_if<std::string>(&now->second.value);
    if (text != nullptr && text->empty()) continue;
    const auto read = draft.fields.find(field.name);
    const bool as_read = read != draft.fields.end() && read->second.value == now->second.value;
    if (!as_read || read->second.confidence < rules.id_threshold) due.push_back(field.name);
  }
  return due;
}

core::PageResult corrected(const core::PageResult& page, const std::map<int, std::string>& words) {
  core::PageResult out = page;
  int place = 0;
  for (auto& block : out.blocks) {
    for (auto& line : block.lines) {
      std::vector<core::Word> kept;
      for (const auto& word : line.words) {
        const auto found = words.find(place++);
        if (found == words.end()) {
          kept.push_back(word);
          continue;
        }
        const auto instead = wordsFor(word, found->second);
        kept.insert(kept.end(), instead.begin(), instead.end());
      }
      line.words = std::move(kept);
    }
    std::erase_if(block.lines, [](const auto& line) { return line.words.empty(); });
  }
  std::erase_if(out.blocks, [](const auto& block) { return block.lines.empty(); });
  return out;
}

}  // namespace sohoa::pipeline
