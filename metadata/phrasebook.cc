#include "metadata/phrasebook.h"

#include <algorithm>

#include "core/text.h"
#include "metadata/fold.h"
#include "metadata/syllable.h"

namespace sohoa::metadata {
namespace {

constexpr double kSure = 0.9;
constexpr std::size_t kLettersASlip = 8;
constexpr std::size_t kLettersASureSlip = 16;  // among words that were read with confidence
constexpr std::size_t kLongestWindow = 12;     // words
constexpr std::size_t kMostWords = 400;        // of a text; what follows stays as it was read

bool isPlain(char32_t c) {
  return c >= 0x80 || (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'Z') ||
         (c >= U'a' && c <= U'z');
}

std::string before(std::string_view word) {
  const auto signs = core::codePoints(word);
  const auto first = std::find_if(signs.begin(), signs.end(), isPlain);
  return core::toUtf8({signs.begin(), first});
}

std::string after(std::string_view word) {
  const auto signs = core::codePoints(word);
  const auto last = std::find_if(signs.rbegin(), signs.rend(), isPlain);
  return core::toUtf8({last.base(), signs.end()});
}

std::string bare(std::string_view word) {
  const auto head = before(word).size();
  const auto tail = after(word).size();
  return head + tail >= word.size() ? std::string()
                                    : std::string(word.substr(head, word.size() - head - tail));
}

// `printed` in capitals where the word was read so, else with its first letter as read.
std::string inCaseOf(const std::string& read, const std::string& printed) {
  const std::string letters = bare(read);
  const auto signs = core::codePoints(letters);
  if (signs.size() > 1 && capitalShare(letters) > 0.7) return core::toUpper(printed);
  const bool capitals = capitalShare(printed) == 1 && core::codePoints(printed).size() > 1;
  const bool shout = capitals && capitalShare(letters) < 0.7 && signs.size() > 1;
  std::string form = shout ? core::toLower(printed) : printed;
  const auto first = core::toUtf8({signs.empty() ? U' ' : signs.front()});
  if (signs.empty() || core::toLower(first) == first) return form;
  const auto rest = core::codePoints(form);
  return core::toUpper(core::toUtf8({rest.front()})) + core::toUtf8({rest.begin() + 1, rest.end()});
}

bool isStrange(const PlacedWord& word) {
  std::string_view rest = word.folded;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(' '), rest.size());
    const auto run = rest.substr(0, end);
    const bool figures = std::all_of(run.begin(), run.end(), [](char c) { return c < 'a'; });
    if (!figures && !isSyllable(run) && capitalShare(word.text) < 1) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

}  // namespace

Phrasebook::Phrasebook(const std::vector<Phrase>& phrases) {
  for (const auto& phrase : phrases) add(phrase.printed);
}

void Phrasebook::add(std::string_view printed) {
  Entry entry{withoutSpaces(fold(printed)), wordsOf(core::squeeze(printed))};
  // "VIỆN" would make "viên" of every member a "viện".
  const bool no_context =
      entry.words.size() == 1 && (entry.joined.size() < 4 || isSyllable(entry.joined));
  if (entry.joined.empty() || no_context || entry.words.size() > kLongestWindow) return;
  const bool known = std::any_of(entries_.begin(), entries_.end(),
                                 [&](const Entry& one) { return one.joined == entry.joined; });
  if (!known) entries_.push_back(std::move(entry));
}

Phrasebook::Hit Phrasebook::hitAt(const std::vector<const PlacedWord*>& words,
                                  std::size_t at) const {
  Hit best;
  std::string joined;
  bool doubtful = false;
  // Letters may differ only word by word, or "XÃ YÊN" would become "HUYỆN".
  const auto alike = [&](const Entry& entry, std::size_t count) {
    if (entry.words.size() != count) return false;
    for (std::size_t i = 0; i < count; ++i) {
      const std::string printed = withoutSpaces(fold(entry.words[i]));
      const std::string read = withoutSpaces(words[at + i]->folded);
      if (printed == read) continue;
      const auto& word = *words[at + i];
      const bool in_doubt =
          word.confidence < kSure || isStrange(word) || entry.joined.size() >= kLettersASureSlip;
      if (!in_doubt || printed.size() < 3 || editDistance(printed, read, 1) > 1) return false;
    }
    return true;
  };
  const std::size_t end = std::min(words.size(), at + kLongestWindow);
  for (std::size_t to = at; to < end; ++to) {
    const auto& word = *words[to];
    if (word.folded.empty()) break;
    joined += withoutSpaces(word.folded);
    doubtful = doubtful || word.confidence < kSure || isStrange(word);
    for (const auto& entry : entries_) {
      const std::size_t slips =
          entry.joined.size() / (doubtful ? kLettersASlip : kLettersASureSlip);
      const auto longer = std::max(entry.joined.size(), joined.size());
      if (longer - std::min(entry.joined.size(), joined.size()) > slips) continue;
      const std::size_t distance = entry.joined == joined ? 0
                                   : slips == 0           ? 1
                                                : editDistance(joined, entry.joined, slips);
      if (distance > slips) continue;
      const std::size_t count = to + 1 - at;
      if (distance > 0 && !alike(entry, count)) continue;
      const bool better =
          best.entry == nullptr || entry.joined.size() > best.entry->joined.size() ||
          (entry.joined.size() == best.entry->joined.size() && distance < best.distance);
      if (better) best = {&entry, count, distance};
    }
  }
  return best;
}

Mended Phrasebook::mend(const std::vector<const PlacedWord*>& words) const {
  Mended out;
  const auto append = [&](const std::string& word) {
    if (!out.text.empty()) out.text += ' ';
    out.text += word;
  };
  for (std::size_t at = 0; at < words.size();) {
    const Hit hit = at < kMostWords ? hitAt(words, at) : Hit{};
    if (hit.entry == nullptr) {
      if (isStrange(*words[at])) ++out.strange;
      append(words[at++]->text);
      continue;
    }
    const auto& printed = hit.entry->words;
    for (std::size_t i = 0; i < printed.size(); ++i) {
      const bool last = i + 1 == printed.size();
      const std::size_t like = last ? hit.words - 1 : std::min(i, hit.words - 1);
      const std::string& read = words[at + like]->text;
      // Where the words were glued or torn, signs are taken from the ends alone.
      const bool matched = printed.size() == hit.words;
      std::string head = i == 0 || matched ? before(read) : "";
      std::string tail = last || matched ? after(read) : "";
      std::string word = inCaseOf(read, bare(printed[i]).empty() ? printed[i] : bare(printed[i]));
      if (head.empty()) head = before(printed[i]);
      if (tail.empty()) tail = after(printed[i]);
      word = head + word + tail;
      if (!matched || word != read) ++out.mended;
      append(word);
    }
    at += hit.words;
  }
  return out;
}

}  // namespace sohoa::metadata
