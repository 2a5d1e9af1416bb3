#pragma once

#include <optional>
#include <string>

#include "metadata/layout.h"
#include "metadata/profile.h"

namespace sohoa::metadata {

struct SecrecyMark {
  std::string level;  // "MẬT", "TỐI MẬT", "TUYỆT MẬT"
  Reading reading;    // the words that say it
};

// The secrecy stamp of a page (Law 29/2018/QH14 art. 8 names the three levels): a short line by
// itself in capitals, alone or beside a mark of urgency, in a frame or not. Tone marks and dots may
// be missing or wrong, letters may stand apart. In the upper half of the page any such line counts;
// further down only one read with its dot below, or behind "Độ mật:". A line that goes on with
// "bảo" or "bí" from the line above ("BẢO / MẬT") is running text. In doubt the page counts as
// marked. The levels are law, not data: no profile can switch them off.
[[nodiscard]] std::optional<SecrecyMark> findSecrecyMark(const PageLayout& page,
                                                         const Vocabulary& vocabulary);

// "HỎA TỐC", "THƯỢNG KHẨN" or "KHẨN" as a line by itself in the upper half.
struct UrgencyMark {
  std::string level;  // as the vocabulary prints it
  Reading reading;
};
[[nodiscard]] std::optional<UrgencyMark> findUrgencyMark(const PageLayout& page,
                                                         const Vocabulary& vocabulary);

}  // namespace sohoa::metadata
