#include "pipeline/retention.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "core/fault.h"
#include "core/text.h"
#include "pipeline/sealing.h"

namespace sohoa::pipeline {
namespace {

constexpr int kAtATime = 200;

const RetentionRule* ruleFor(const core::SearchHit& copy, const std::vector<RetentionRule>& rules) {
  const auto fits = [&](const RetentionRule& rule) {
    return (rule.kind.empty() || rule.kind == copy.kind) &&
           (rule.unit.empty() || rule.unit == copy.unit);
  };
  const auto found = std::find_if(rules.begin(), rules.end(), fits);
  return found == rules.end() || found->years == 0 ? nullptr : &*found;
}

bool isDay(const std::string& text) {
  return text.size() == 10 && text[4] == '-' && text[7] == '-' &&
         std::all_of(text.begin(), text.begin() + 4, [](char c) { return c >= '0' && c <= '9'; });
}

// The day a term begins; empty when it is not known.
std::string beginOf(const core::SearchHit& copy, const RetentionRule& rule) {
  if (rule.from == RetentionRule::From::kCreated) {
    return core::formatIso8601(copy.created).substr(0, 10);
  }
  const auto field = copy.fields.find("ngay_ban_hanh");
  const auto* day = field == copy.fields.end() ? nullptr : std::get_if<std::string>(&field->second);
  return day != nullptr && isDay(*day) ? *day : std::string();
}

std::string yearsAfter(const std::string& day, int years) {
  int year = 0;
  std::from_chars(day.data(), day.data() + 4, year);
  return fmt::format("{:04}{}", year + years, day.substr(4));
}

// Also of what an earlier call did not come to.
void letGoOfAll(const DisposalParts& parts) {
  std::int64_t after = 0;
  for (;;) {
    const auto stones = parts.catalogue.tombstones(after, std::nullopt, kAtATime);
    if (stones.empty()) return;
    for (const auto& stone : stones) {
      parts.book.dispose(stone.copy_id, stone.content, stone.removed);
      for (const auto& version : parts.versions.of(stone.copy_id)) {
        // No document has such an id: just the bytes go.
        parts.book.dispose(stone.copy_id + "/" + std::to_string(version.number), version.content,
                           stone.removed);
      }
      after = stone.number;
    }
  }
}

// False: it was put on hold since it was found to be due.
bool remove(const DueCopy& copy, const core::Removal& why, const DisposalParts& parts) {
  try {
    parts.catalogue.remove(copy.id, why, parts.clock.now());
    return true;
  } catch (const core::Error& error) {
    if (error.code() != core::kCopyHeld) throw;
    return false;
  }
}

}  // namespace

RetentionDue retentionDue(const core::CopyCatalogue& catalogue,
                          const std::vector<RetentionRule>& rules, core::Timestamp now) {
  RetentionDue due;
  std::set<std::string> held;
  for (const auto& hold : catalogue.holds()) held.insert(hold.copy_id);
  const auto today = core::formatIso8601(now).substr(0, 10);
  core::CopyCatalogue::Changes page;
  do {
    page = catalogue.changes(page.last, std::nullopt, kAtATime);
    for (const auto& copy : page.copies) {
      const auto* rule = ruleFor(copy, rules);
      if (rule == nullptr) continue;
      const auto begin = beginOf(copy, *rule);
      if (begin.empty()) {
        ++due.undated;
      } else if (yearsAfter(begin, rule->years) < today) {
        due.copies.push_back(
            {copy.id, copy.kind, copy.unit, rule->name, begin, held.contains(copy.id)});
      }
    }
  } while (page.more);
  return due;
}

Disposal dispose(const DisposalParts& parts, const std::vector<RetentionRule>& rules,
                 const std::string& decision, const std::string& person) {
  Disposal disposal;
  for (const auto& copy : retentionDue(parts.catalogue, rules, parts.clock.now()).copies) {
    if (copy.held) {
      ++disposal.held;
      continue;
    }
    parts.note(copy, DisposalParts::Step::kBegun);
    if (!remove(copy, {copy.rule, decision, person}, parts)) {
      ++disposal.held;
      continue;
    }
    core::crashPoint("retention.removed");
    parts.note(copy, DisposalParts::Step::kGone);
    disposal.gone.push_back(copy);
  }
  letGoOfAll(parts);
  disposal.locked = removeLetGo({parts.book,
                                 parts.blobs,
                                 {parts.catalogue, parts.versions, parts.entries},
                                 parts.clock,
                                 parts.aside});
  return disposal;
}

}  // namespace sohoa::pipeline
