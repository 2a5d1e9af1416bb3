#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/layout.h"
#include "metadata/profile.h"

namespace sohoa::metadata {

// Number and symbol of a document (Decree 30/2020/ND-CP, appendix I, II.3): figures, then "/", then
// the signs of kind and agency: 5823/QĐ-UBND, 440/2018/TLKS-BS, 014/2021.
struct DocumentNumber {
  std::string text;          // 5823/QĐ-UBND
  Reading reading;           // the words it was read from
  bool known_signs = false;  // every sign behind the number is one of the vocabulary or the kind
  bool kind_agrees = false;  // one of them is the kind's
  bool mended = false;       // a letter was taken for the figure it resembles, or a sign put right
  bool set_apart = false;    // space between figures and "/": they may have been written by hand
};

// How much the segment looks like the line of the number: 0 not at all, 1 the label alone, 2
// figures and symbol without label, or label and figures, 3 label, figures and symbol.
[[nodiscard]] int numberLikeness(const Segment& segment);

// The number in the segment, when its grammar leaves one reading. `kind` may be null.
[[nodiscard]] std::optional<DocumentNumber> documentNumber(const Segment& segment,
                                                           const Profile* kind,
                                                           const Vocabulary& vocabulary);

// The number read a second time, from the stamp lines (PageLayout::stamps) in its row: the same ink
// by itself, with the line's own symbol where only the figures were read again.
[[nodiscard]] std::vector<Segment> numberReadAgain(const PageLayout& page, const Segment& segment);

// The signs behind the figures, folded: "12/QĐ-UBND" gives "qd", "ubnd".
[[nodiscard]] std::vector<std::string> numberSigns(std::string_view text);

}  // namespace sohoa::metadata
