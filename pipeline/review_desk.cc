#include "pipeline/review_desk.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/ports/errors.h"
#include "core/text.h"
#include "pipeline/blobs_to_name.h"
#include "pipeline/copy_parts.h"
#include "pipeline/discretion.h"
#include "pipeline/review_dates.h"

namespace sohoa::pipeline {

using core::Error;
using core::ReviewContent;
using core::ReviewEntry;
using core::ReviewTurn;

namespace {

constexpr const char* kRule = "người soát";
constexpr std::chrono::hours kLongestWork{4};

[[noreturn]] void unfit(const std::string& what) { throw Error(kBadReview, {.detail = what}); }

core::FieldContent cleaned(const core::FieldContent& content) {
  if (const auto* list = std::get_if<std::vector<std::string>>(&content)) {
    std::vector<std::string> out;
    for (const auto& text : *list) {
      auto one = core::squeeze(core::toNfc(text));
      if (!one.empty()) out.push_back(std::move(one));
    }
    return out;
  }
  return core::squeeze(core::toNfc(std::get<std::string>(content)));
}

// What both say stays of the first, unless a person decided about the second's alone; what was
// entered twice counts only for the value that was.
ReviewContent joined(ReviewContent first, const ReviewContent& second) {
  auto& document = first.document;
  const auto& more = second.document;
  document.pages.insert(document.pages.end(), more.pages.begin(), more.pages.end());
  for (const auto& [name, field] : more.fields) {
    const auto kept = document.fields.find(name);
    const bool taken = kept == document.fields.end() ||
                       (kept->second.accepted_by.empty() && !field.accepted_by.empty());
    if (!taken) continue;
    document.fields[name] = field;
    first.twice.erase(name);
    if (second.twice.contains(name)) first.twice.insert(name);
  }
  first.words.insert(second.words.begin(), second.words.end());
  return first;
}

bool isEmpty(const core::FieldContent& content) {
  return std::visit([](const auto& value) { return value.empty(); }, content);
}

// Was read, or decided, on these pages, or is of no page.
bool isOf(const std::vector<int>& pages, const core::FieldValue& field) {
  return field.rule == "given" || std::find(pages.begin(), pages.end(), field.page) != pages.end();
}

// Without what is of pages that are another document's by now.
void keepOwnFields(ReviewContent& content) {
  const auto& pages = content.document.pages;
  for (auto field = content.document.fields.begin(); field != content.document.fields.end();) {
    if (isOf(pages, field->second)) {
      ++field;
      continue;
    }
    content.twice.erase(field->first);
    field = content.document.fields.erase(field);
  }
}

std::map<int, std::map<int, std::string>> wordsOn(
    const std::map<int, std::map<int, std::string>>& words, const std::vector<int>& pages) {
  auto out = words;
  std::erase_if(out, [&](const auto& page) {
    return std::find(pages.begin(), pages.end(), page.first) == pages.end();
  });
  return out;
}

bool hasField(const core::KindInfo& kind, const std::string& name) {
  return std::any_of(kind.fields.begin(), kind.fields.end(),
                     [&](const auto& known) { return known.name == name; });
}

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : " ") + name;
  return out;
}

std::vector<int> sorted(std::vector<int> pages) {
  std::sort(pages.begin(), pages.end());
  return pages;
}

}  // namespace

ReviewDesk::ReviewDesk(const ReviewPorts& ports, const ReviewRules& rules)
    : ports_(ports), rules_(rules), kinds_(ports.documents.kinds()) {}

ReviewEntry ReviewDesk::entryOf(const std::string& copy_id) {
  const auto entry = ports_.book.find(copy_id);
  if (!entry) throw Error(core::kNoSuchItem, {});
  if (entry->state != ReviewEntry::State::kWaiting) throw Error(core::kReviewOver, {});
  return *entry;
}

ReviewView ReviewDesk::view(const std::string& copy_id) {
  ReviewView view;
  view.entry = entryOf(copy_id);
  view.content = ports_.book.content(view.entry.document, view.entry.revision);
  view.draft = ports_.book.content(view.entry.document, 1).document;
  view.steps = ports_.book.steps(view.entry.document);
  view.master = ports_.store.master(view.entry.master);
  const auto& document = view.content.document;
  view.kind = kindOf(kinds_, document.kind);
  view.due_twice = dueTwice(view.draft, document, view.content.twice, view.kind, rules_);
  const auto pages = pageResults(ports_.store, ports_.blobs, view.entry.master, &document.pages);
  for (const int page : document.pages) {
    const auto& result = pages.at(static_cast<std::size_t>(page));
    view.words[page] = result.words();
    view.geometry[page] = result.geometry;
  }
  // A page belongs to one document, so that the one which begins behind this one's end follows it.
  int first = 0;
  for (const auto& other : ports_.store.documentsOf(view.entry.master)) {
    if (other.id == view.entry.document) continue;
    const int begins = other.document.pages.front();
    if (begins < document.pages.back() || (!view.next_in_file.empty() && begins > first)) continue;
    const auto waits = ports_.book.find(other.copy_id);
    if (!waits || waits->state != ReviewEntry::State::kWaiting || waits->whole) continue;
    first = begins;
    view.next_in_file = other.copy_id;
  }
  return view;
}

core::Document ReviewDesk::drafted(const ReviewEntry& entry, core::Document document) {
  const auto pages = pageResults(ports_.store, ports_.blobs, entry.master, &document.pages);
  const core::DocumentRow row{.id = entry.document,
                              .master = entry.master,
                              .copy_id = entry.copy_id,
                              .document = document,
                              .base_pdf = {},
                              .operator_pdf = {},
                              .agency_pdf = {}};
  auto fresh = ports_.documents.extract(pages, document, givenOf(ports_.store, row));
  // What a person took out stays out.
  for (const auto& [name, field] : document.fields) {
    if (!field.accepted_by.empty() && isEmpty(field.value)) fresh.fields[name] = field;
  }
  return fresh;
}

void ReviewDesk::setKind(const ReviewEntry& entry, ReviewContent& content,
                         const std::string& kind) {
  const auto info = kindOf(kinds_, kind);
  if (info.id != kind) unfit("kind");
  auto& document = content.document;
  document.kind = kind;
  document.title = info.title;
  document.kind_confidence = 1;
  std::erase_if(document.fields, [&](const auto& field) {
    return !field.second.accepted_by.empty() && !hasField(info, field.first);
  });
  std::erase_if(content.twice, [&](const auto& name) { return !hasField(info, name); });
  takeUpDecided(entry, content, info);
  document = drafted(entry, document);
}

// The last revision of that kind says what was decided under it; what was decided since stands.
void ReviewDesk::takeUpDecided(const ReviewEntry& entry, ReviewContent& content,
                               const core::KindInfo& kind) {
  auto& document = content.document;
  for (int number = entry.revision; number > 0; --number) {
    const auto before = ports_.book.content(entry.document, number);
    if (before.document.kind != kind.id) continue;
    for (const auto& [name, field] : before.document.fields) {
      if (field.accepted_by.empty() || !hasField(kind, name)) continue;
      const auto now = document.fields.find(name);
      const bool decided = now != document.fields.end() && !now->second.accepted_by.empty();
      if (decided || !isOf(document.pages, field)) continue;
      document.fields[name] = field;
      if (before.twice.contains(name)) content.twice.insert(name);
    }
    return;
  }
}

void ReviewDesk::setFields(const ReviewTurn& turn, ReviewContent& content,
                           const ReviewChange& change) {
  auto& document = content.document;
  const auto info = kindOf(kinds_, document.kind);
  for (const auto& [name, value] : change.fields) {
    const auto known =
        std::find_if(info.fields.begin(), info.fields.end(),
                     [&, &wanted = name](const auto& f) { return f.name == wanted; });
    const auto found = document.fields.find(name);
    if (known == info.fields.end() && found == document.fields.end()) unfit("field " + name);
    const auto text = cleaned(value);
    if (const auto again = change.twice.find(name); again != change.twice.end()) {
      if (cleaned(core::FieldContent(again->second)) != text) {
        throw Error(kNotEnteredTwice, {.detail = name});
      }
      content.twice.insert(name);
    } else if (found == document.fields.end() || found->second.value != text) {
      content.twice.erase(name);
    }
    core::FieldValue field = found == document.fields.end() ? core::FieldValue{} : found->second;
    if (found == document.fields.end()) field.page = document.pages.front();
    field.value = text;
    field.confidence = 1;
    field.rule = kRule;
    field.accepted_by = turn.author;
    document.fields[name] = std::move(field);
  }
  for (const auto& name : change.accepted) {
    const auto found = document.fields.find(name);
    if (found == document.fields.end()) unfit("field " + name);
    found->second.accepted_by = turn.author;
  }
  for (const auto& name : notDates(document, info)) {
    const auto& accepted = change.accepted;
    if (change.fields.contains(name) ||
        std::find(accepted.begin(), accepted.end(), name) != accepted.end()) {
      throw Error(kNotADate, {.detail = name});
    }
  }
}

void ReviewDesk::setWords(const ReviewEntry& entry, ReviewContent& content,
                          const ReviewChange& change) {
  if (change.words.empty()) return;
  const auto& pages = content.document.pages;
  const auto results = pageResults(ports_.store, ports_.blobs, entry.master, &pages);
  for (const auto& [page, words] : change.words) {
    if (std::find(pages.begin(), pages.end(), page) == pages.end()) unfit("page");
    const auto read = results.at(static_cast<std::size_t>(page)).words();
    for (const auto& [place, text] : words) {
      if (place < 0 || static_cast<std::size_t>(place) >= read.size()) unfit("word");
      const auto fresh = core::squeeze(core::toNfc(text));
      if (fresh == read[static_cast<std::size_t>(place)].text) {
        content.words[page].erase(place);
      } else {
        content.words[page][place] = fresh;
      }
    }
    if (content.words[page].empty()) content.words.erase(page);
  }
}

int ReviewDesk::change(const ReviewTurn& turn, const ReviewChange& change) {
  const auto row = ports_.store.document(turn.document);
  const auto entry = entryOf(row.copy_id);
  if (entry.revision != turn.revision) throw Error(core::kReviewChanged, {});
  auto content = ports_.book.content(turn.document, turn.revision);
  if (change.kind && *change.kind != content.document.kind) {
    setKind(entry, content, *change.kind);
  }
  setFields(turn, content, change);
  setWords(entry, content, change);
  return ports_.book.change(turn, "change", content);
}

int ReviewDesk::goBack(const ReviewTurn& turn, int to) {
  for (const auto& step : ports_.book.steps(turn.document)) {
    const bool undone = step.number > to && step.number <= turn.revision;
    if (undone && step.author != turn.author) {
      throw Error(kOthersStep, {.detail = "revision " + std::to_string(step.number)});
    }
  }
  auto content = ports_.book.content(turn.document, to);
  const auto now = ports_.book.content(turn.document, turn.revision);
  // Pages that were split off or joined are another document's business.
  content.document.pages = now.document.pages;
  content.words = wordsOn(content.words, now.document.pages);
  keepOwnFields(content);
  return ports_.book.change(turn, "back", content);
}

std::string ReviewDesk::split(const ReviewTurn& turn, int at) {
  const auto entry = entryOf(ports_.store.document(turn.document).copy_id);
  const auto content = ports_.book.content(turn.document, turn.revision);
  const auto& pages = content.document.pages;
  if (at <= 0 || static_cast<std::size_t>(at) >= pages.size()) throw Error(core::kReviewCut, {});
  auto kept = content;
  kept.document.pages.assign(pages.begin(), pages.begin() + at);
  kept.words = wordsOn(content.words, kept.document.pages);
  keepOwnFields(kept);
  kept.document = drafted(entry, kept.document);
  ReviewContent taken{.document = content.document};
  taken.document.pages.assign(pages.begin() + at, pages.end());
  taken.document.fields.clear();
  taken.document.cut = "person";
  taken.document.cut_confidence = 1;
  taken.words = wordsOn(content.words, taken.document.pages);
  taken.document = drafted(entry, taken.document);
  return ports_.book.split(turn, kept, taken);
}

void ReviewDesk::merge(const ReviewTurn& turn, const std::string& other) {
  const auto second = entryOf(other);
  auto content = ports_.book.content(turn.document, turn.revision);
  const auto joins = ports_.book.content(second.document, second.revision);
  content = joined(std::move(content), joins);
  content.document.pages = sorted(content.document.pages);
  ports_.book.merge(turn, other, second.revision, content);
}

core::ReviewEffort ReviewDesk::effortOf(const ReviewEntry& entry, const ReviewContent& content) {
  core::ReviewEffort effort{.batch = entry.batch,
                            .copy_id = entry.copy_id,
                            .kind = content.document.kind,
                            .person = {},
                            .at = {}};
  auto before = ports_.book.content(entry.document, 1).document.fields;
  for (int n = 2; n <= entry.revision; ++n) {
    const auto after = ports_.book.content(entry.document, n).document.fields;
    for (const auto& [name, field] : after) {
      const auto was = before.find(name);
      const bool typed = field.rule == kRule;
      if (typed && (was == before.end() || was->second.value != field.value)) {
        ++effort.corrections[name];
      }
    }
    before = after;
  }
  for (const auto& [name, field] : content.document.fields) effort.corrections.try_emplace(name, 0);
  int words = 0;
  for (const auto& [page, list] : content.words) words += static_cast<int>(list.size());
  if (words > 0) effort.corrections["#text"] = words;
  return effort;
}

// Words that a person mended may be those of a mark that was not legible before.
std::optional<std::string> ReviewDesk::secrecyIn(const core::Document& document,
                                                 const std::vector<core::PageResult>& pages) const {
  if (auto level = secrecyOf(document)) return level;
  std::vector<core::PageResult> own;
  for (const int page : document.pages) own.push_back(pages.at(static_cast<std::size_t>(page)));
  for (const auto& paper : ports_.documents.split(own)) {
    if (paper.secret) return paper.secret;
  }
  return std::nullopt;
}

// A field that is not there was seen not to be there: extraction adds nothing behind a person's
// back.
void ReviewDesk::acceptAll(core::Document& document, const std::string& author) const {
  for (const auto& known : kindOf(kinds_, document.kind).fields) {
    const auto [field, fresh] = document.fields.try_emplace(known.name);
    if (!fresh) continue;
    field->second.value = known.list ? core::FieldContent(std::vector<std::string>{})
                                     : core::FieldContent(std::string());
    field->second.page = document.pages.front();
    field->second.confidence = 1;
    field->second.rule = kRule;
  }
  for (auto& [name, field] : document.fields) {
    if (field.accepted_by.empty()) field.accepted_by = author;
  }
  document.review.clear();
}

void ReviewDesk::approve(const ReviewTurn& turn, std::chrono::milliseconds work) {
  const auto entry = entryOf(ports_.store.document(turn.document).copy_id);
  if (entry.revision != turn.revision) throw Error(core::kReviewChanged, {});
  auto content = ports_.book.content(turn.document, turn.revision);
  auto& document = content.document;
  const auto kind = kindOf(kinds_, document.kind);
  const auto due = dueTwice(ports_.book.content(turn.document, 1).document, document, content.twice,
                            kind, rules_);
  if (!due.empty()) throw Error(kNotEnteredTwice, {.detail = listed(due)});
  const auto wrong = notDates(document, kind);
  if (!wrong.empty()) throw Error(kNotADate, {.detail = listed(wrong)});
  auto pages = pageResults(ports_.store, ports_.blobs, entry.master, &document.pages);
  for (const auto& [page, words] : content.words) {
    auto& result = pages.at(static_cast<std::size_t>(page));
    result = corrected(result, words);
  }
  if (const auto level = secrecyIn(document, pages)) {
    ports_.book.holdSecret(turn, *level);
    throw Error(core::kSecretHeld, {});
  }
  acceptAll(document, turn.author);
  std::map<int, core::Sha256> results;
  BlobsToName blobs(ports_.blobs);
  for (const auto& [page, words] : content.words) {
    const auto blob = blobs.put([this, &result = pages.at(static_cast<std::size_t>(page))] {
      const std::string text = nlohmann::json(result).dump();
      return ports_.blobs.put({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    });
    results.emplace(page, blob.id);
  }
  auto effort = effortOf(entry, content);
  effort.work = std::clamp<std::chrono::milliseconds>(
      work, std::chrono::milliseconds(0),
      std::min<std::chrono::milliseconds>(
          kLongestWork, std::max(turn.at - entry.since, std::chrono::milliseconds(0))));
  ports_.book.approve(turn, content, results, effort);
  blobs.recorded();
}

void ReviewDesk::holdSecret(const ReviewTurn& turn, const std::string& level) {
  static constexpr const char* kLevels[] = {"MẬT", "TỐI MẬT", "TUYỆT MẬT"};
  if (std::find(std::begin(kLevels), std::end(kLevels), level) == std::end(kLevels)) {
    unfit("secret");
  }
  ports_.book.holdSecret(turn, level);
}

}  // namespace sohoa::pipeline
