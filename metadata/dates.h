#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "metadata/layout.h"

namespace sohoa::metadata {

struct FoundDate {
  std::string iso;        // YYYY-MM-DD, a day that exists, 1900 to 2100
  std::size_t first = 0;  // words of the reading it stands in
  std::size_t last = 0;   // inclusive
  bool in_words = false;  // "ngày 1 tháng 2 năm 2020" rather than 1/2/2020
  bool mended = false;    // a letter was taken for the figure it resembles
};

// The first date in the words. Impossible ones are passed over.
[[nodiscard]] std::optional<FoundDate> findDate(const Reading& reading);

// "ngày ... tháng ... năm ..." with what of it could be read: a figure filled in by hand or lost is
// absent.
struct DateWords {
  std::size_t first = 0;  // word of the reading that says "ngày"
  std::size_t last = 0;   // inclusive
  std::optional<int> day, month, year;
  bool mended = false;
};

// The first such words; at least two of the three must be recognisable, to the letter where no
// figure stands between them.
[[nodiscard]] std::optional<DateWords> findDateWords(const Reading& reading);

// The date when it exists and lies in 1900 to 2100.
[[nodiscard]] std::optional<std::string> isoDate(std::optional<int> day, std::optional<int> month,
                                                 std::optional<int> year);

// The figure that a sign is commonly taken for ("O" for 0, "]" for 1), or the figure itself; 0
// byte when it resembles none.
[[nodiscard]] char figureOf(char32_t sign);

}  // namespace sohoa::metadata
