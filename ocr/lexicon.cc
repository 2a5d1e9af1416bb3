#include "ocr/lexicon.h"

#include <vector>

#include "core/digest.h"
#include "core/file.h"
#include "core/text.h"
#include "ocr/errors.h"
#include "ocr/syllable.h"

namespace sohoa::ocr {
namespace {

std::vector<std::string> wordsOf(std::string_view phrase) {
  std::vector<std::string> words;
  const std::string text = core::squeeze(core::toNfc(phrase));
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find(' ', from), text.size());
    words.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return words;
}

// One spelling of a word, whatever the place of its tone.
std::string key(std::string_view word) { return withToneLast(word); }

std::string joined(const std::string& a, const std::string& b) { return a + ' ' + b; }

}  // namespace

void Lexicon::add(std::string_view phrase, std::size_t line) {
  const auto words = wordsOf(phrase);
  if (words.empty()) return;
  const auto bad = [&] {
    return core::Error(kBadLexicon, {.detail = "line " + std::to_string(line)});
  };
  if (words.size() < 2) throw bad();
  for (const auto& word : words) {
    if (!isSyllable(word)) throw bad();
  }
  const std::string text = core::squeeze(core::toNfc(phrase));
  const bool small = text == core::toLower(text);
  const bool capital = text == core::toUpper(text);
  auto& known = small ? pairs_ : capital ? letterheads_ : as_written_;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    known.insert(joined(key(words[i]), key(words[i + 1])));
    folded_.insert(core::foldMarks(joined(words[i], words[i + 1])));
  }
}

Lexicon Lexicon::parse(std::string_view list) {
  Lexicon lexicon;
  std::size_t number = 0;
  for (std::size_t from = 0; from < list.size();) {
    const std::size_t end = std::min(list.find('\n', from), list.size());
    const auto line = list.substr(from, end - from);
    lexicon.add(line.substr(0, line.find('#')), ++number);
    from = end + 1;
  }
  lexicon.version_ = core::sha256(list).hex().substr(0, 12);
  return lexicon;
}

Lexicon Lexicon::load(const std::filesystem::path& file) { return parse(core::readText(file)); }

Lexicon::Pair Lexicon::pair(std::string_view first, std::string_view second) const {
  const std::string written = joined(std::string(first), std::string(second));
  const std::string here = joined(key(first), key(second));
  if (as_written_.contains(here)) return Pair::kLetterhead;
  const bool capital = written == core::toUpper(written) && written != core::toLower(written);
  if (capital && letterheads_.contains(here)) return Pair::kLetterhead;
  const std::string tail = core::toLower(second);
  // Two capitalised words are more likely a name.
  if (!capital && tail != second) return Pair::kUnknown;
  return pairs_.contains(joined(key(core::toLower(first)), key(tail))) ? Pair::kKnown
                                                                       : Pair::kUnknown;
}

bool Lexicon::hasKin(std::string_view first, std::string_view second) const {
  return folded_.contains(core::foldMarks(joined(std::string(first), std::string(second))));
}

}  // namespace sohoa::ocr
