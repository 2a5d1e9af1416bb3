#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace sohoa::ocr {

// Pairs of neighbouring syllables that office Vietnamese uses, taken from a list of phrases.
//
// The list is text: one phrase of at least two syllables a line, # begins a comment. A phrase in
// small letters is known however it is written; one in capitals (letterheads) only in capitals; one
// with some capitals (names of bodies, the motto) only as it stands. Where the tone stands in a
// syllable (hòa, hoà) does not matter. Not changed after construction, so safe for several threads.
class Lexicon {
 public:
  enum class Pair { kUnknown, kKnown, kLetterhead };

  Lexicon() = default;  // knows nothing
  // Throws Error(kBadLexicon) with the line.
  [[nodiscard]] static Lexicon parse(std::string_view list);
  // Throws also core's kIo.
  [[nodiscard]] static Lexicon load(const std::filesystem::path& file);

  // Two words without the punctuation around them, as written.
  [[nodiscard]] Pair pair(std::string_view first, std::string_view second) const;
  // Whether a known pair differs from this one in nothing but marks.
  [[nodiscard]] bool hasKin(std::string_view first, std::string_view second) const;
  [[nodiscard]] bool empty() const { return pairs_.empty(); }
  // Changes when what is known changes.
  [[nodiscard]] std::string version() const { return version_; }

 private:
  void add(std::string_view phrase, std::size_t line);

  std::set<std::string, std::less<>> pairs_;        // small letters, any case
  std::set<std::string, std::less<>> letterheads_;  // in capitals
  std::set<std::string, std::less<>> as_written_;
  std::set<std::string, std::less<>> folded_;
  std::string version_ = "none";
};

}  // namespace sohoa::ocr
