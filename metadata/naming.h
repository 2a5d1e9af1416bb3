#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/document.h"

namespace sohoa::metadata {

// A name made of values: text with parts in braces. "{a|b}" is the first of a and b that has a
// value, "{n:3}" a number filled up to three figures; what stands in [brackets] is left blank when
// a part in it has no value.
class NameTemplate {
 public:
  // Throws std::invalid_argument, saying what is wrong: an open brace or bracket, brackets in
  // brackets, an empty part, more than 64 parts.
  explicit NameTemplate(std::string_view text);

  // Nothing when a part outside of brackets has no value.
  [[nodiscard]] std::optional<std::string> fill(
      const std::map<std::string, std::string>& values) const;

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  struct Part {
    std::string literal;             // when `names` is empty
    std::vector<std::string> names;  // the first with a value is taken
    std::size_t width = 0;           // of a number
    int group = 0;                   // number of the brackets around it; 0: none
  };
  std::string text_;
  std::vector<Part> parts_;
};

// The code of a digitised result (mã kết quả số hoá, Circular 01/2023/TT-VPCP art. 10) and the name
// of its file (Circular 02/2019/TT-BNV: code of the case file, point, number of the document). The
// official formula of the code is an image in every source found; the default follows what the
// text says: type of the result, the person's number, left blank where there is none, and the
// result's own number.
struct Naming {
  NameTemplate result_code{"{type}.[{so_dinh_danh}].{so_ky_hieu|ma_ho_so}"};
  NameTemplate file_name{"{ma_ho_so|so_dinh_danh|so_ky_hieu|kind}.{n:3}"};
  std::string unit;  // for {unit}
};

// Fills result_code and file_name of a document that was read. Both consist of capitals or small
// letters without marks, figures, ".", "-" and "_", and have 120 signs at most; a document with a
// secrecy mark gets neither. `type` is the code of the result type, the kind where it has none.
void nameDocument(core::Document& document, const Naming& naming, const std::string& type);

}  // namespace sohoa::metadata
