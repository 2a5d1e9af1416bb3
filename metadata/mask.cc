#include "metadata/mask.h"

#include <algorithm>
#include <stdexcept>

#include "core/text.h"

namespace sohoa::metadata {
namespace {

constexpr std::size_t kMaxSteps = 63;  // one bit of the state word is the end
constexpr std::size_t kMaxText = 512;

bool isDigit(char32_t c) { return c >= U'0' && c <= U'9'; }

bool isCapital(char32_t c) { return (c >= U'A' && c <= U'Z') || c == U'Đ'; }

bool isLetter(char32_t c) { return isCapital(c) || (c >= U'a' && c <= U'z') || c >= 0xC0; }

bool joins(char32_t a, char32_t b) {
  return (isDigit(a) || isLetter(a)) && (isDigit(b) || isLetter(b));
}

std::size_t readCount(const std::vector<char32_t>& shape, std::size_t& at) {
  std::size_t count = 0;
  while (at < shape.size() && isDigit(shape[at]) && count < kMaxSteps) {
    count = count * 10 + (shape[at++] - U'0');
  }
  if (count == 0 || at >= shape.size() || shape[at] != U'}') {
    throw std::invalid_argument("a count looks like {12}");
  }
  ++at;
  return count;
}

}  // namespace

Mask::Mask(std::string_view shape) {
  const auto signs = core::codePoints(shape);
  for (std::size_t at = 0; at < signs.size();) {
    Step step{signs[at], false, false, false};
    if (step.sign == U'+' || step.sign == U'?' || step.sign == U'{') {
      throw std::invalid_argument("+, ? and {n} follow the sign they belong to");
    }
    if (step.sign == U'\\') {
      if (++at == signs.size()) throw std::invalid_argument("nothing follows the last \\");
      step.sign = signs[at];
      step.literal = true;
    }
    ++at;
    std::size_t count = 1;
    if (at < signs.size() && signs[at] == U'{') {
      count = readCount(signs, ++at);
    } else if (at < signs.size() && signs[at] == U'+') {
      step.repeats = true;
      ++at;
    } else if (at < signs.size() && signs[at] == U'?') {
      step.optional = true;
      ++at;
    }
    if (steps_.size() + count > kMaxSteps) throw std::invalid_argument("the shape is too long");
    steps_.insert(steps_.end(), count, step);
  }
  if (steps_.empty()) throw std::invalid_argument("the shape is empty");
}

bool Mask::accepts(const Step& step, char32_t c) {
  if (step.literal) return c == step.sign;
  switch (step.sign) {
    case U'9':
      return isDigit(c);
    case U'A':
      return isCapital(c);
    case U'a':
      return isLetter(c);
    case U'x':
      return isDigit(c) || isLetter(c);
    default:
      return c == step.sign;
  }
}

std::uint64_t Mask::closure(std::uint64_t states) const {
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (((states >> i) & 1U) != 0 && steps_[i].optional) states |= std::uint64_t{1} << (i + 1);
  }
  return states;
}

std::size_t Mask::longestFrom(const std::vector<char32_t>& text, std::size_t from) const {
  const std::uint64_t end = std::uint64_t{1} << steps_.size();
  std::uint64_t states = closure(1);
  std::size_t longest = 0;
  for (std::size_t at = from; at < text.size() && states != 0; ++at) {
    std::uint64_t next = 0;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (((states >> i) & 1U) == 0 || !accepts(steps_[i], text[at])) continue;
      next |= std::uint64_t{1} << (i + 1);
      if (steps_[i].repeats) next |= std::uint64_t{1} << i;
    }
    states = closure(next);
    const bool whole = at + 1 == text.size() || !joins(text[at], text[at + 1]);
    if ((states & end) != 0 && whole) longest = at + 1 - from;
  }
  return longest;
}

std::optional<std::string> Mask::find(std::string_view text) const {
  auto signs = core::codePoints(text.substr(0, kMaxText * 4));
  signs.resize(std::min(signs.size(), kMaxText));
  for (std::size_t from = 0; from < signs.size(); ++from) {
    if (from > 0 && joins(signs[from - 1], signs[from])) continue;
    const std::size_t length = longestFrom(signs, from);
    if (length == 0) continue;
    return core::toUtf8({signs.begin() + static_cast<std::ptrdiff_t>(from),
                         signs.begin() + static_cast<std::ptrdiff_t>(from + length)});
  }
  return std::nullopt;
}

}  // namespace sohoa::metadata
