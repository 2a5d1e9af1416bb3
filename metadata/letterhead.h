#pragma once

#include <cstddef>
#include <optional>

#include "metadata/layout.h"
#include "metadata/profile.h"

namespace sohoa::metadata {

// The head of a first page in the form of Decree 30/2020/ND-CP, appendix I: agency and number on
// the left, national title, motto, place and date on the right. Papers citizens fill in have the
// national title in the middle and nothing beside it. Numbers are indexes into the page's segments.
struct Letterhead {
  std::optional<std::size_t> motto;   // national title or, where that is unreadable, the motto
  std::optional<std::size_t> number;  // "Số: ..."
  std::optional<std::size_t> date;    // "..., ngày ... tháng ... năm ..."
  std::vector<std::size_t> agency;    // lines of the left column above the number, in order
  bool two_columns = false;
  int column_right = 0;  // the left column ends here
  int bottom = 0;        // y below which the title stands
};

[[nodiscard]] Letterhead findLetterhead(const PageLayout& page, const Vocabulary& vocabulary);

// The issuing agency: the last of those named in the lines, without the larger units it lies in.
[[nodiscard]] Reading issuingAgency(const PageLayout& page, const Letterhead& head,
                                    const Vocabulary& vocabulary);

}  // namespace sohoa::metadata
