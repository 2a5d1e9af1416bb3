#include "metadata/secrecy.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "core/text.h"
#include "metadata/fold.h"

namespace sohoa::metadata {
namespace {

struct Level {
  std::string_view folded;
  std::string_view printed;
};
// The longest first: each ends with the next.
constexpr std::array<Level, 3> kLevels{
    {{"tuyetmat", "TUYỆT MẬT"}, {"toimat", "TỐI MẬT"}, {"mat", "MẬT"}}};

constexpr std::size_t kMostWords = 12;
constexpr double kMostlyCapitals = 0.6, kHalfCapitals = 0.5;  // of the letters

std::string squeezed(const std::vector<const PlacedWord*>& words) {
  std::string out;
  for (const auto* word : words) out += withoutSpaces(word->folded);
  return out;
}

std::string joinedFold(const Segment& segment, std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t i = from; i < to; ++i) out += withoutSpaces(segment.words[i].folded);
  return out;
}

std::string foldOf(const Segment& segment, std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t i = from; i < to; ++i) {
    if (segment.words[i].folded.empty()) continue;
    if (!out.empty()) out += ' ';
    out += segment.words[i].folded;
  }
  return out;
}

// Letters a frame around the stamp is taken for.
bool isFrame(char c) { return c == 'i' || c == 'l' || c == '1' || c == 'j' || c == 't'; }

std::string_view withoutFrame(std::string_view text) {
  if (text.size() > 3 && isFrame(text.front())) text.remove_prefix(1);
  if (text.size() > 3 && isFrame(text.back())) text.remove_suffix(1);
  return text;
}

const Level* levelOf(std::string_view joined) {
  for (const auto& level : kLevels) {
    if (joined == level.folded) return &level;
  }
  // In the long words a slip or two of recognition is no doubt yet.
  for (const auto& level : kLevels) {
    const std::size_t slips = level.folded.size() >= 8 ? 2 : level.folded.size() >= 6 ? 1 : 0;
    if (slips > 0 && joined.size() >= 5 && joined.ends_with("at") &&
        editDistance(joined, level.folded, slips) <= slips) {
      return &level;
    }
  }
  return nullptr;
}

const Level* levelOfStamp(std::string_view joined) {
  if (const Level* level = levelOf(joined)) return level;
  // A frame is one sign at either end or at both.
  if (joined.size() > 3 && isFrame(joined.front())) {
    if (const Level* level = levelOf(joined.substr(1))) return level;
  }
  if (joined.size() > 3 && isFrame(joined.back())) {
    if (const Level* level = levelOf(joined.substr(0, joined.size() - 1))) return level;
  }
  return levelOf(withoutFrame(joined));
}

// "KHẨN" must be read as it is ("NHÂN" is one letter away), the longer ones may have a slip.
bool saysUrgency(std::string_view joined, const Phrase& phrase) {
  const std::string wanted = withoutSpaces(phrase.folded);
  return joined == wanted || (wanted.size() >= 6 && editDistance(joined, wanted, 1) <= 1);
}

bool isUrgency(std::string_view joined, const Vocabulary& vocabulary) {
  return std::any_of(vocabulary.urgency.begin(), vocabulary.urgency.end(),
                     [&](const Phrase& phrase) { return saysUrgency(joined, phrase); });
}

// The words that are left when ink without letters and marks of urgency are taken away.
std::vector<const PlacedWord*> tellingWords(const Segment& segment, const Vocabulary& vocabulary) {
  std::vector<const PlacedWord*> words;
  for (const auto& word : segment.words) {
    if (!word.folded.empty()) words.push_back(&word);
  }
  for (std::size_t from = 0; from < words.size(); ++from) {
    for (std::size_t to = words.size(); to > from; --to) {
      const std::vector<const PlacedWord*> part(words.begin() + static_cast<std::ptrdiff_t>(from),
                                                words.begin() + static_cast<std::ptrdiff_t>(to));
      if (!isUrgency(squeezed(part), vocabulary)) continue;
      words.erase(words.begin() + static_cast<std::ptrdiff_t>(from),
                  words.begin() + static_cast<std::ptrdiff_t>(to));
      break;
    }
  }
  return words;
}

bool hasDottedA(const std::vector<const PlacedWord*>& words) {
  return std::any_of(words.begin(), words.end(), [](const PlacedWord* word) {
    const auto upper = core::toUpper(word->text);
    return upper.find("Ậ") != std::string::npos || upper.find("Ạ") != std::string::npos;
  });
}

// "... BẢO" or "... BÍ" right above: the line goes on with a word of running text.
bool goesOn(const PageLayout& page, const Segment& segment) {
  const auto next =
      std::find_if(page.segments.begin(), page.segments.end(),
                   [&](const Segment& one) { return one.centreY() >= segment.centreY(); });
  for (auto i = std::make_reverse_iterator(next); i != page.segments.rend(); ++i) {
    const auto& above = *i;
    if (segment.centreY() - above.centreY() > 2 * std::max(segment.box.height, page.line_height)) {
      return false;
    }
    const bool under = above.box.bottom() <= segment.centreY() &&
                       above.box.x < segment.box.right() && above.box.right() > segment.box.x;
    const auto& last = above.words.back().folded;
    if (under && (last == "bao" || last == "bi") && above.words.size() > 1) return true;
  }
  return false;
}

// "Độ mật: Tối mật"
const Level* labelledLevel(const Segment& segment) {
  if (segment.words.size() > 6 || !beginsWith(segment.folded, "do mat ")) return nullptr;
  return levelOf(withoutSpaces(std::string_view(segment.folded).substr(7)));
}

// The words that say the phrase, when nothing but ink and a secrecy mark stands beside them.
std::optional<Reading> urgencyWords(const Segment& segment, const Phrase& phrase) {
  for (std::size_t from = 0; from < segment.words.size(); ++from) {
    for (std::size_t to = from + 1; to <= segment.words.size(); ++to) {
      if (!saysUrgency(joinedFold(segment, from, to), phrase)) continue;
      const std::string rest =
          joinedFold(segment, 0, from) + joinedFold(segment, to, segment.words.size());
      if (rest.size() > 1 && levelOfStamp(rest) == nullptr) continue;
      Reading reading;
      reading.add(segment, from, to);
      return reading;
    }
  }
  return std::nullopt;
}

const Level* levelAt(const PageLayout& page, const Segment& segment, const Vocabulary& vocabulary) {
  if (segment.words.size() > kMostWords) return nullptr;
  if (const Level* level = labelledLevel(segment)) return level;
  const auto words = tellingWords(segment, vocabulary);
  if (words.empty()) return nullptr;
  std::string text;
  for (const auto* word : words) text += word->text;
  if (capitalShare(text) < kMostlyCapitals) return nullptr;
  const Level* level = levelOfStamp(squeezed(words));
  if (level == nullptr && words.size() > 1) {
    // One stray letter beside the stamp.
    for (std::size_t skip : {std::size_t{0}, words.size() - 1}) {
      if (words[skip]->folded.size() > 1) continue;
      auto rest = words;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(skip));
      level = level != nullptr ? level : levelOfStamp(squeezed(rest));
    }
  }
  if (level == nullptr) return nullptr;
  const bool upper_half = segment.centreY() < page.height / 2;
  if (!upper_half && !hasDottedA(words)) return nullptr;
  return goesOn(page, segment) ? nullptr : level;
}

// One of the two long levels, read with slips. "DUYỆT" is on many stamps and is three away.
const Level* nearLongLevel(std::string_view text) {
  if (text == "tuyet") return &kLevels.front();
  for (const auto& level : kLevels) {
    if (level.folded.size() <= 3) continue;
    const bool likely = text.starts_with("tuye") ||
                        (text.starts_with("tu") && text.find("etm") != std::string_view::npos);
    const std::size_t slips = likely ? 3 : 2;
    if (editDistance(text, level.folded, slips) <= slips) return &level;
  }
  return nullptr;
}

// "NẬT", "MẬI": a letter of the short level misread; "NHẬT": its M with print across.
bool nearShortLevel(const Segment& stamp) {
  std::string text = withoutSpaces(stamp.folded);
  if (text == "nhat" && hasDottedA({&stamp.words.front()})) text = "mat";
  const bool half = text.ends_with("at") || text.starts_with("ma");
  return half && text.size() >= 3 && stamp.capitals > 0.9 &&
         editDistance(text, kLevels.back().folded, 1) <= 1;
}

// Three letters come up by chance where print of the back shows through and is read as words of
// confidence 0. A stamp stands alone or is read a little.
bool isReadOrAlone(const Segment& stamp, std::size_t from, std::size_t to, double read) {
  double best = 0;
  std::size_t others = 0;
  for (std::size_t i = 0; i < stamp.words.size(); ++i) {
    const bool inside = i >= from && i < to;
    if (inside) best = std::max(best, stamp.words[i].confidence);
    if (!inside && !stamp.words[i].folded.empty()) ++others;
  }
  return others == 0 || best >= read;
}

// "HMẬTk": the short level, dot and all, with a scrap of one letter at most at either side.
bool hasShortLevel(const PlacedWord& word) {
  const std::string_view level = kLevels.back().printed;
  const auto at = word.text.find(level);
  if (at == std::string::npos) return false;
  const auto letters = [&](std::size_t from, std::size_t count) {
    return core::codePoints(std::string_view(word.text).substr(from, count)).size();
  };
  return letters(0, at) <= 1 && letters(at + level.size(), std::string::npos) <= 1;
}

bool isHalfInCapitals(const Segment& stamp, std::size_t from, std::size_t to) {
  std::string text;
  for (std::size_t i = from; i < to; ++i) text += stamp.words[i].text;
  return capitalShare(text) >= kHalfCapitals;
}

// What a stamp seems to say. It stands apart from the text, so that little else is likely there and
// a slip more is forgiven.
const Level* levelOfLooseStamp(const Segment& stamp) {
  constexpr double kShortRead = 0.2, kLongRead = 0.05;  // confidence
  constexpr std::size_t kMostInOne = 3;
  const auto count = stamp.words.size();
  for (std::size_t from = 0; from < count; ++from) {
    for (std::size_t to = from + 1; to <= std::min(count, from + kMostInOne); ++to) {
      const std::string part = joinedFold(stamp, from, to);
      if (const Level* level = levelOfStamp(part)) {
        if (level != &kLevels.back() || isReadOrAlone(stamp, from, to, kShortRead)) return level;
      }
      const Level* near = nearLongLevel(part);
      if (near != nullptr && isHalfInCapitals(stamp, from, to) &&
          isReadOrAlone(stamp, from, to, kLongRead)) {
        return near;
      }
    }
  }
  const bool scraps = count == 1 && hasShortLevel(stamp.words.front());
  return scraps || nearShortLevel(stamp) ? &kLevels.back() : nullptr;
}

bool isTitle(std::string_view folded, const Vocabulary& vocabulary) {
  return std::any_of(vocabulary.titles.begin(), vocabulary.titles.end(),
                     [&](const Phrase& title) { return title.folded == folded; });
}

// A level in capitals at an end of a line: a stamp that touches a title or stands before running
// text. The short one only beside a title of its own. Of a line all in capitals its dot must be
// seen.
const Level* levelAtEndOfLine(const PageLayout& page, const Segment& segment,
                              const Vocabulary& vocabulary) {
  constexpr std::size_t kMostPieces = 8;  // a stamp with wide letters is read letter by letter
  const auto count = segment.words.size();
  if (count < 3 || segment.centreY() > page.height / 2) return nullptr;
  const auto capitals = [&](std::size_t i) { return capitalShare(segment.words[i].text) >= 0.9; };
  const auto level_in = [&](std::size_t from, std::size_t to) -> const Level* {
    const std::string part = joinedFold(segment, from, to);
    const auto* level = std::find_if(kLevels.begin(), kLevels.end(),
                                     [&](const Level& one) { return part == one.folded; });
    if (level == kLevels.end()) return nullptr;
    const bool before = from == 0;
    const auto rest = foldOf(segment, before ? to : 0, before ? count : from);
    if (level == &kLevels.back() && !isTitle(rest, vocabulary)) return nullptr;
    std::vector<const PlacedWord*> words;
    for (std::size_t i = from; i < to; ++i) {
      if (segment.words[i].folded.empty()) continue;
      if (!capitals(i)) return nullptr;
      words.push_back(&segment.words[i]);
    }
    const bool line_of_capitals = segment.capitals >= 0.9;
    return line_of_capitals && !hasDottedA(words) ? nullptr : level;
  };
  for (std::size_t pieces = 1; pieces <= std::min(kMostPieces, count - 1); ++pieces) {
    if (const Level* level = level_in(0, pieces)) return level;
    if (const Level* level = level_in(count - pieces, count)) return level;
  }
  return nullptr;
}

}  // namespace

std::optional<SecrecyMark> findSecrecyMark(const PageLayout& page, const Vocabulary& vocabulary) {
  for (const auto* segments : {&page.segments, &page.ink}) {
    for (const auto& segment : *segments) {
      const Level* level = levelAt(page, segment, vocabulary);
      if (level == nullptr) level = levelAtEndOfLine(page, segment, vocabulary);
      if (level == nullptr) continue;
      Reading reading;
      reading.add(segment);
      return SecrecyMark{std::string(level->printed), std::move(reading)};
    }
  }
  for (const auto& stamp : page.stamps) {
    const Level* level = levelOfLooseStamp(stamp);
    if (level == nullptr) continue;
    Reading reading;
    reading.add(stamp);
    return SecrecyMark{std::string(level->printed), std::move(reading)};
  }
  return std::nullopt;
}

std::optional<UrgencyMark> findUrgencyMark(const PageLayout& page, const Vocabulary& vocabulary) {
  for (const auto& segment : page.segments) {
    if (segment.centreY() > page.height / 2) break;
    if (segment.words.size() > kMostWords || segment.capitals < 0.7) continue;
    for (const auto& phrase : vocabulary.urgency) {
      if (auto reading = urgencyWords(segment, phrase))
        return UrgencyMark{phrase.printed, *reading};
    }
  }
  return std::nullopt;
}

}  // namespace sohoa::metadata
