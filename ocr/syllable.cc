#include "ocr/syllable.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <vector>

#include "core/text.h"

namespace sohoa::ocr {
namespace {

// Rhymes without their tone, by the vowel they begin with. What stands after q, with its u, is a
// subset of those that begin with o or u.
constexpr std::string_view kRhymes =
    " a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây"
    " e ec em en eng eo ep et ê êch êm ên ênh êp êt êu"
    " i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu"
    " o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi"
    " om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt"
    " u ua uân uâng uât uây uc uê uêch uênh ui um un ung uô uôc uôi uôm uôn uông uôt uơ up ut uy "
    "uya"
    " uych uyên uyêt uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu ";
constexpr std::string_view kRhymesOfY = " y yêm yên yêng yêt yêu ";
constexpr std::string_view kOnsetsBeforeY = " h k l m s t v ";
constexpr std::string_view kRhymesOfQ =
    " ua uac uach uai uan uang uanh uao uap uat uau uay uăc uăm uăn uăng uăp uăt uân uâng uât uây"
    " ue uen ueo uet uê uêch uên uênh uêt uêu uit uôc uơ uy uych uyên uyêt uynh uyt uyu uyn uyp ";
constexpr std::string_view kRhymesOfGi =
    " a ac ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e em en eo"
    " ep et êm ên êng êt êc o oc oi om on ong op ot ô ôc ôi ôn ông ôp ôt ơ ơi ơn u ua uc ui um un "
    "ung up ut"
    " ư ưa ưc ưi ưng ươc ươi ươm ương ";
constexpr std::string_view kRhymesOfGAsGi = " i in ";  // gì, gìn: the i of gi is the vowel
constexpr std::array<std::string_view, 27> kOnsets{
    "ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "th", "tr", "b", "c", "d", "đ",
    "g",   "h",  "k",  "l",  "m",  "n",  "p",  "q",  "r",  "s",  "t", "v", "x"};

enum class Tone { kLevel, kFalling, kRising, kHook, kTilde, kDot };

struct Letter {
  char32_t base = 0;  // with its vowel mark
  Tone tone = Tone::kLevel;
};

// Each row: a vowel, then with huyền, sắc, hỏi, ngã, nặng.
constexpr std::array<std::u32string_view, 12> kVowels{U"aàáảãạ", U"ăằắẳẵặ", U"âầấẩẫậ", U"eèéẻẽẹ",
                                                      U"êềếểễệ", U"iìíỉĩị", U"oòóỏõọ", U"ôồốổỗộ",
                                                      U"ơờớởỡợ", U"uùúủũụ", U"ưừứửữự", U"yỳýỷỹỵ"};
constexpr std::array<std::u32string_view, 12> kCapitals{U"AÀÁẢÃẠ", U"ĂẰẮẲẴẶ", U"ÂẦẤẨẪẬ", U"EÈÉẺẼẸ",
                                                        U"ÊỀẾỂỄỆ", U"IÌÍỈĨỊ", U"OÒÓỎÕỌ", U"ÔỒỐỔỖỘ",
                                                        U"ƠỜỚỞỠỢ", U"UÙÚỦŨỤ", U"ƯỪỨỬỮỰ", U"YỲÝỶỸỴ"};

std::optional<Letter> vowelIn(const std::array<std::u32string_view, 12>& rows, char32_t c) {
  if (c < 0x80 && (c | 0x20) > 'z') return std::nullopt;
  for (const auto row : rows) {
    const auto place = row.find(c);
    if (place != row.npos) return Letter{row[0], static_cast<Tone>(place)};
  }
  return std::nullopt;
}

// The letter without its tone; other characters stay as they are.
Letter toneless(char32_t c) {
  if (const auto small = vowelIn(kVowels, c)) return *small;
  if (const auto large = vowelIn(kCapitals, c)) return *large;
  return {c, Tone::kLevel};
}

bool listed(std::string_view list, std::string_view item) {
  return list.find(" " + std::string(item) + " ") != list.npos;
}

bool isVowel(char32_t base) {
  return std::any_of(kVowels.begin(), kVowels.end(), [&](auto row) { return row[0] == base; });
}

bool isMarkedVowel(char32_t base) { return base > 0x7f && isVowel(base); }

bool startsWithFrontVowel(std::string_view rhyme) {
  return rhyme.starts_with('e') || rhyme.starts_with("ê") || rhyme.starts_with('i') ||
         rhyme.starts_with('y');
}

bool endsInStop(std::string_view rhyme) {
  return rhyme.ends_with('c') || rhyme.ends_with("ch") || rhyme.ends_with('p') ||
         rhyme.ends_with('t');
}

bool goesTogether(std::string_view onset, std::string_view rhyme) {
  if (onset == "q") return listed(kRhymesOfQ, rhyme);
  if (onset == "gi") return listed(kRhymesOfGi, rhyme);
  if (onset == "g" && listed(kRhymesOfGAsGi, rhyme)) return true;
  if (rhyme.starts_with('y')) {
    return onset.empty() ? listed(kRhymesOfY, rhyme)
                         : rhyme == "y" && listed(kOnsetsBeforeY, onset);
  }
  if (!listed(kRhymes, rhyme)) return false;
  if (onset == "k" || onset == "gh" || onset == "ngh") return startsWithFrontVowel(rhyme);
  if (onset == "c" || onset == "g" || onset == "ng") return !startsWithFrontVowel(rhyme);
  return !onset.empty() || !rhyme.starts_with("iê");
}

// Where the tone may stand among the vowels `from`..`to` of a syllable.
bool toneStandsWell(const std::vector<Letter>& letters, std::size_t from, std::size_t to,
                    std::size_t at) {
  std::size_t last_marked = letters.size();
  for (std::size_t i = from; i < to; ++i) {
    if (isMarkedVowel(letters[i].base)) last_marked = i;
  }
  if (last_marked < letters.size()) return at == last_marked;
  const bool closed = to < letters.size();
  const std::size_t vowels = to - from;
  if (vowels == 1) return at == from;
  if (closed) return at + 1 == to;
  const char32_t first = letters[from].base, second = letters[from + 1].base;
  // oa, oe, uy: hòa and hoà are both in use.
  const bool glide =
      (first == U'o' && (second == U'a' || second == U'e')) || (first == U'u' && second == U'y');
  if (vowels == 2) return at == from || (glide && at == from + 1);
  return at == from + 1;
}

bool fits(const std::vector<Letter>& letters, std::string_view onset, std::size_t onset_letters) {
  std::vector<char32_t> rest;
  for (std::size_t i = onset_letters; i < letters.size(); ++i) rest.push_back(letters[i].base);
  const std::string rhyme = core::toUtf8(rest);
  if (rhyme.empty() || !goesTogether(onset, rhyme)) return false;
  std::size_t from = onset_letters;
  if (onset == "q" && letters.size() > onset_letters + 1) ++from;  // the u of qu is no vowel
  std::size_t to = from;
  while (to < letters.size() && isVowel(letters[to].base)) ++to;
  std::size_t tones = 0, at = 0;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (letters[i].tone == Tone::kLevel) continue;
    ++tones;
    at = i;
  }
  if (tones > 1) return false;
  const Tone tone = tones == 0 ? Tone::kLevel : letters[at].tone;
  if (endsInStop(rhyme) && tone != Tone::kRising && tone != Tone::kDot) return false;
  return tones == 0 || (at >= from && at < to && toneStandsWell(letters, from, to, at));
}

bool isOneSyllable(const std::vector<char32_t>& lower) {
  if (lower.empty() || lower.size() > 7) return false;
  std::vector<Letter> letters;
  std::vector<char32_t> bases;
  for (const char32_t c : lower) {
    letters.push_back(toneless(c));
    bases.push_back(letters.back().base);
  }
  const std::string plain = core::toUtf8(bases);
  const auto begins = [&](std::string_view onset) {
    return plain.starts_with(onset) && fits(letters, onset, core::codePoints(onset).size());
  };
  return begins("") || std::any_of(kOnsets.begin(), kOnsets.end(), begins);
}

bool casedLikeAWord(const std::vector<char32_t>& text, const std::vector<char32_t>& lower) {
  const auto is_capital = [&](std::size_t i) { return text[i] != lower[i]; };
  std::size_t capitals = 0;
  for (std::size_t i = 0; i < text.size(); ++i) capitals += is_capital(i) ? 1 : 0;
  return capitals == 0 || capitals == text.size() || (capitals == 1 && is_capital(0));
}

}  // namespace

bool isSyllable(std::string_view text) {
  if (text.empty() || text.size() > 100) return false;
  const auto points = core::codePoints(text);
  const auto lower = core::codePoints(core::toLower(text));
  if (lower.size() != points.size()) return false;
  auto begin = points.begin();
  while (true) {
    const auto end = std::find(begin, points.end(), U'-');
    const std::vector<char32_t> part(begin, end);
    const auto offset = begin - points.begin();
    const std::vector<char32_t> small(lower.begin() + offset,
                                      lower.begin() + offset + (end - begin));
    if (!casedLikeAWord(part, small) || !isOneSyllable(small)) return false;
    if (end == points.end()) return true;
    begin = end + 1;
  }
}

std::string withToneLast(std::string_view word) {
  auto points = core::codePoints(word);
  std::string tones;
  for (auto& c : points) {
    const Letter plain = toneless(c);
    c = plain.base;
    if (plain.tone != Tone::kLevel) tones += static_cast<char>('1' + static_cast<int>(plain.tone));
  }
  return core::toUtf8(points) + tones;
}

}  // namespace sohoa::ocr
