#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sohoa::metadata {

// The shape of a code on paper, written as a person would sketch it:
//   9 a digit   A a capital letter   a any letter   x a letter or digit
//   + once or more   ? once or not at all   {n} n times, after any of these
//   \ takes the next character as it is; everything else stands for itself.
// "9{12}" is an id number, "A9+.9+-9{6}-9+" a dossier code. Matching takes time in proportion to
// shape times text whatever the text is; of a longer text the first 512 characters are looked at.
class Mask {
 public:
  // Throws std::invalid_argument, saying what is wrong, on an empty shape, a stray sign or more
  // than 64 steps.
  explicit Mask(std::string_view shape);

  // The first, longest part of `text` that has the shape and is not part of a longer run of letters
  // or digits.
  [[nodiscard]] std::optional<std::string> find(std::string_view text) const;

 private:
  struct Step {
    char32_t sign = 0;
    bool literal = false;
    bool repeats = false;
    bool optional = false;
  };
  [[nodiscard]] std::uint64_t closure(std::uint64_t states) const;
  [[nodiscard]] std::size_t longestFrom(const std::vector<char32_t>& text, std::size_t from) const;
  static bool accepts(const Step& step, char32_t c);

  std::vector<Step> steps_;
};

}  // namespace sohoa::metadata
