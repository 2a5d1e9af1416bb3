#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace sohoa::pdf {

// Collects which text each two-byte character code stands for and writes the ToUnicode CMap
// (ISO 32000-1 clause 9.10.3; ISO 19005-2 clause 6.2.11.7).
class ToUnicode {
 public:
  // The first text given for a code stays. Text must not hold U+0000, U+FEFF, U+FFFE (forbidden in
  // PDF/A) or surrogates; code points beyond U+FFFF are written as surrogate pairs.
  void add(std::uint16_t code, std::u32string_view text);

  [[nodiscard]] bool empty() const { return codes_.empty(); }
  [[nodiscard]] const std::map<std::uint16_t, std::u32string>& codes() const { return codes_; }

  // The CMap program, not compressed.
  [[nodiscard]] std::string program() const;

 private:
  std::map<std::uint16_t, std::u32string> codes_;
};

}  // namespace sohoa::pdf
