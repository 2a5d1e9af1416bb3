#include "metadata/number.h"

#include <algorithm>
#include <cstdlib>

#include "core/text.h"
#include "metadata/dates.h"
#include "metadata/fold.h"

namespace sohoa::metadata {
namespace {

constexpr std::size_t kMostFigures = 6;
constexpr std::size_t kLongestNumber = 60;  // signs

bool hasDigit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "Số", "Sô:", "S6", "5ố" and the like; at most three signs before the colon.
bool isLabel(const PlacedWord& word) {
  const auto colon = word.text.find_first_of(":.");
  const std::string head = fold(word.text.substr(0, colon));
  if (head == "so" || head == "s0" || head == "s6") return true;
  return colon != std::string::npos && head.size() == 2 && (head[0] == 's' || head[1] == 'o');
}

bool looksLikeSymbol(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos || slash + 1 >= text.size()) return false;
  return capitalShare(text.substr(slash + 1)) > 0.6 && text.find('/', slash + 1) != slash + 1;
}

// Where the value begins: the word, and the byte in it behind a label it was joined with.
struct Start {
  std::size_t word = 0;
  std::size_t byte = 0;
  bool labelled = false;
};

Start startOf(const Segment& segment) {
  for (std::size_t i = 0; i < std::min<std::size_t>(segment.words.size(), 3); ++i) {
    const auto& word = segment.words[i];
    if (!isLabel(word)) {
      if (word.folded.size() > 1) break;  // a speck may stand before the label
      continue;
    }
    const auto colon = word.text.find_first_of(":.");
    if (colon == std::string::npos || colon + 1 == word.text.size()) return {i + 1, 0, true};
    return {i, colon + 1, true};
  }
  return {};
}

std::string joined(const Segment& segment, const Start& start) {
  std::string text;
  for (std::size_t i = start.word; i < segment.words.size() && text.size() < kLongestNumber; ++i) {
    text += i == start.word ? segment.words[i].text.substr(start.byte) : segment.words[i].text;
  }
  return text;
}

std::string withoutEnds(std::string_view text) {
  static constexpr std::string_view kSpecks = " .,:;-_'\"`~^*|()";
  const auto first = text.find_first_not_of(kSpecks);
  if (first == std::string::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(kSpecks) - first + 1));
}

struct Figures {
  std::string digits;
  bool mended = false;
};

std::optional<Figures> figures(std::string_view text) {
  Figures out;
  std::size_t read = 0;
  for (const char32_t c : core::codePoints(text)) {
    if (c == U'.' || c == U',' || c == U'\'' || c == U'`' || c == U'_') continue;
    const char digit = figureOf(c);
    if (digit == 0) return std::nullopt;
    if (c >= U'0' && c <= U'9') ++read;
    if (c < U'0' || c > U'9') out.mended = true;
    out.digits += digit;
  }
  if (out.digits.empty() || out.digits.size() > kMostFigures) return std::nullopt;
  // Letters alone are a word, not a number.
  if (read == 0) return std::nullopt;
  return out;
}

// A sign as the kind or the vocabulary prints it; one other letter is allowed in four or more.
const Phrase* knownSign(const std::string& folded, const std::vector<Phrase>& signs) {
  for (const auto& sign : signs) {
    if (sign.folded == folded) return &sign;
  }
  const Phrase* only = nullptr;
  if (folded.size() < 4) return nullptr;
  for (const auto& sign : signs) {
    if (sign.folded.size() < 4 || editDistance(sign.folded, folded, 1) > 1) continue;
    if (only != nullptr) return nullptr;
    only = &sign;
  }
  return only;
}

// Figures read in the place of the letters they resemble: "T8" for "TB".
std::string lettersOf(std::string text) {
  for (char& c : text) {
    if (c == '0') c = 'o';
    if (c == '1') c = 'i';
    if (c == '5') c = 's';
    if (c == '8') c = 'b';
    if (c == '6') c = 'g';
  }
  return text;
}

struct Symbol {
  std::string text;
  bool known = true;
  bool kind_agrees = false;
  bool mended = false;
};

void addSign(const std::string& part, const Profile* kind, const Vocabulary& vocabulary,
             Symbol& symbol) {
  const std::string folded = withoutSpaces(fold(part));
  const bool year = part.size() == 4 && std::all_of(part.begin(), part.end(),
                                                    [](char c) { return c >= '0' && c <= '9'; });
  if (year) {
    symbol.text += part;
    return;
  }
  for (const std::string& form : {folded, lettersOf(folded)}) {
    const Phrase* sign = kind == nullptr ? nullptr : knownSign(form, kind->symbols);
    if (sign != nullptr) symbol.kind_agrees = true;
    if (sign == nullptr) sign = knownSign(form, vocabulary.abbreviations);
    if (sign == nullptr) continue;
    symbol.mended = symbol.mended || sign->printed != part;
    symbol.text += sign->printed;
    return;
  }
  symbol.known = false;
  symbol.text += part;
}

std::optional<Symbol> symbolOf(std::string_view text, const Profile* kind,
                               const Vocabulary& vocabulary) {
  Symbol symbol;
  std::size_t parts = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of("/-.&"), text.size());
    const std::string part = withoutEnds(text.substr(0, end));
    if (part.empty() || part.size() > 24 || ++parts > 6) return std::nullopt;
    if (capitalShare(part) < 0.5 && !hasDigit(part)) return std::nullopt;
    addSign(part, kind, vocabulary, symbol);
    if (end < text.size()) symbol.text += text[end];
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (parts == 0 || symbol.text.back() == '/' || symbol.text.back() == '-') return std::nullopt;
  return symbol;
}

// "100GXN-UBND", "221TB-UBND": where the stroke was lost, it stands before the first sign that is
// the kind's or a known one.
std::size_t lostStroke(std::string_view text, const Profile* kind, const Vocabulary& vocabulary) {
  std::size_t at = 0;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
  if (at == 0 || at > kMostFigures || at == text.size()) return std::string::npos;
  const auto end = std::min(text.find_first_of("/-.", at), text.size());
  const std::string sign = fold(text.substr(at, end - at));
  const bool known = (kind != nullptr && knownSign(sign, kind->symbols) != nullptr) ||
                     knownSign(sign, vocabulary.abbreviations) != nullptr;
  return known && end < text.size() ? at : std::string::npos;
}

}  // namespace

int numberLikeness(const Segment& segment) {
  if (segment.words.size() > 10) return 0;
  const Start start = startOf(segment);
  if (start.word >= segment.words.size()) return start.labelled ? 1 : 0;
  const std::string text = joined(segment, start);
  const bool symbol = looksLikeSymbol(text);
  const bool digits = hasDigit(text);
  if (start.labelled && symbol) return 3;
  // "Số định danh ..." is no number's label.
  const auto first = core::codePoints(withoutEnds(text));
  const bool figure_first = !first.empty() && figureOf(first.front()) != 0;
  if (start.labelled) return digits && figure_first ? 2 : segment.words.size() <= 3 ? 1 : 0;
  // The figures lost, and the label with them: "/QĐ-UBND".
  if (symbol && text.front() == '/' && segment.words.size() <= 2) return 1;
  // Without the label only the whole shape counts: "12/QĐ-UBND".
  return symbol && digits && segment.words.size() <= 3 && text.find('-') != std::string::npos ? 2
                                                                                              : 0;
}

std::optional<DocumentNumber> documentNumber(const Segment& segment, const Profile* kind,
                                             const Vocabulary& vocabulary) {
  const Start start = startOf(segment);
  if (start.word >= segment.words.size()) return std::nullopt;
  std::string text = withoutEnds(joined(segment, start));
  DocumentNumber number;
  number.reading.add(segment, start.word);
  auto stroke = text.find('/');
  if (stroke == std::string::npos || text.find('-') < stroke) {
    const std::size_t lost = lostStroke(text, kind, vocabulary);
    if (lost == std::string::npos) return std::nullopt;
    text.insert(lost, "/");
    stroke = lost;
    number.mended = true;
  }
  const auto digits = figures(text.substr(0, stroke));
  const auto symbol = symbolOf(text.substr(stroke + 1), kind, vocabulary);
  if (!digits || !symbol) return std::nullopt;
  number.text = digits->digits + '/' + symbol->text;
  number.mended = number.mended || digits->mended || symbol->mended;
  number.known_signs = symbol->known;
  number.kind_agrees = symbol->kind_agrees;
  for (std::size_t i = start.word + 1; i < segment.words.size(); ++i) {
    if (segment.words[i].text.starts_with('/')) number.set_apart = true;
  }
  return number;
}

std::vector<Segment> numberReadAgain(const PageLayout& page, const Segment& segment) {
  std::vector<Segment> again;
  const int reach = std::max(segment.box.width, page.width / 6);
  for (const auto& stamp : page.stamps) {
    const bool same_row = std::abs(stamp.centreY() - segment.centreY()) < page.line_height;
    const bool close =
        stamp.box.right() > segment.box.x && stamp.box.x < segment.box.right() + reach;
    if (!same_row || !close || !hasDigit(stamp.text)) continue;
    if (looksLikeSymbol(stamp.text)) {
      again.push_back(stamp);
    } else if (numberLikeness(stamp) == 2) {
      // The figures alone: the symbol is that of the line.
      const auto symbol =
          std::find_if(segment.words.begin(), segment.words.end(),
                       [](const PlacedWord& word) { return word.text.starts_with('/'); });
      if (symbol == segment.words.end()) continue;
      Segment whole = stamp;
      whole.words.insert(whole.words.end(), symbol, segment.words.end());
      again.push_back(std::move(whole));
    }
  }
  return again;
}

std::vector<std::string> numberSigns(std::string_view text) {
  std::vector<std::string> signs;
  std::size_t from = text.find('/');
  while (from != std::string_view::npos) {
    const std::size_t to = text.find_first_of("/-", from + 1);
    signs.push_back(fold(text.substr(from + 1, to == std::string_view::npos ? to : to - from - 1)));
    from = to;
  }
  return signs;
}

}  // namespace sohoa::metadata
