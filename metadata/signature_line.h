#pragma once

#include <optional>
#include <string>
#include <vector>

#include "metadata/layout.h"
#include "metadata/profile.h"

namespace sohoa::metadata {

enum class LineKind { kNone, kAuthority, kTitle, kNote };

// What a line of a signature block says.
struct SignatureLine {
  LineKind kind = LineKind::kNone;
  std::string text;      // as the vocabulary prints it
  std::string sign;      // of an authority: "TM", "KT"
  std::string position;  // of an authority, what stands behind the sign
  double likeness = 0;   // 1: read letter for letter
  Reading reading;       // the words that say it
};

// All lines a signature block can have by the vocabulary: each sign of authority before each agency
// (TM.) or position (KT., TL., TUQ., Q.), and each position by itself.
class SignatureLines {
 public:
  explicit SignatureLines(const Vocabulary& vocabulary);

  // The line that the segment says, perhaps with ink of seal and stamp around it, perhaps with a
  // letter in five wrong.
  [[nodiscard]] SignatureLine read(const Segment& segment) const;

  // The lines that end with the same letters as `line` and are wider by this ratio, or differ from
  // it by less than `tolerance`: what a line may be whose beginning is hidden. At most a few.
  [[nodiscard]] std::vector<SignatureLine> endingLike(const SignatureLine& line, double ratio,
                                                      double tolerance = 0.06) const;

  // "PHÓ CHỦ TỊCH" for "CHỦ TỊCH", when the vocabulary has it; else empty.
  [[nodiscard]] std::string deputyOf(const std::string& position) const;
  // "CHỦ TỊCH" for "PHÓ CHỦ TỊCH"; else empty.
  [[nodiscard]] std::string headOf(const std::string& position) const;

 private:
  struct Template {
    SignatureLine line;
    std::string joined;
  };
  const Vocabulary& vocabulary_;
  std::vector<Template> templates_;
};

}  // namespace sohoa::metadata
